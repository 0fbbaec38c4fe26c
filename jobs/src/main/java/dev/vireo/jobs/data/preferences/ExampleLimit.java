package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.TokenLimit;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * How long prompt and completion may be together.
 *
 * @param tokens the most, at least 1
 * @param policy what happens to longer ones
 */
record ExampleLimit(int tokens, LongExamples policy) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The lower of a setting and a context.
   *
   * @param maxTokens the setting; 0 for no limit of its own
   * @param context the policy's longest sequence
   */
  static ExampleLimit of(int maxTokens, int context, LongExamples policy) {
    return new ExampleLimit(maxTokens == 0 ? context : Math.min(maxTokens, context), policy);
  }

  /**
   * What an intake holds rows to.
   *
   * @param what what the rows are, in the plural
   * @param section the settings' section
   * @param idField the record's field for its id
   */
  static IntakeRules rules(
      String what,
      String section,
      String idField,
      double evalFraction,
      DuplicatePolicy duplicates,
      int maxTokens,
      LongExamples policy,
      int chunkSize) {
    TokenLimit limit = TokenLimit.setting(section, "max-tokens", maxTokens);
    LengthPolicy length = policy == LongExamples.ERROR ? LengthPolicy.ERROR : LengthPolicy.DROP;
    return new IntakeRules(what, idField, evalFraction, duplicates, limit, length, chunkSize);
  }

  /** The limit that a policy's context sets. */
  static TokenLimit ofContext(String section, int context) {
    return new TokenLimit(
        context,
        "is longer than the policy's context of %d tokens".formatted(context),
        "are longer than the policy's context of %d tokens".formatted(context),
        "shorten them, or set %s.too-long: truncate, or drop".formatted(section));
  }

  /**
   * The length that an intake is told: beyond the limit for what is to be left out.
   *
   * @param usable whether what is left of the completions, once they are cut, can be learned from
   */
  int counted(ExchangeTokens exchange, boolean usable) {
    int length = exchange.length();
    if (!truncates() || length <= tokens) {
      return length;
    }
    return isRoomFor(exchange.prompt().length) && usable ? tokens : length;
  }

  /** Whether longer ones are cut. */
  boolean truncates() {
    return policy == LongExamples.TRUNCATE;
  }

  /** Whether a completion has room after a prompt. */
  boolean isRoomFor(int prompt) {
    return prompt < tokens;
  }

  /** As much of a completion as has room after a prompt. */
  int[] cut(int prompt, int[] completion) {
    return isCut(prompt, completion.length)
        ? Arrays.copyOf(completion, Math.max(0, tokens - prompt))
        : completion;
  }

  /** The same of a record's list, which has an element for each token. */
  <V> List<V> cut(int prompt, List<V> completion) {
    return isCut(prompt, completion.size())
        ? List.copyOf(completion.subList(0, Math.max(0, tokens - prompt)))
        : completion;
  }

  boolean isCut(int prompt, int completion) {
    return (long) prompt + completion > tokens;
  }
}
