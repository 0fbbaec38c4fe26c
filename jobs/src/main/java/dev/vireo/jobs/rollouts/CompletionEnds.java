package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.StopSettings;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.StopStrings;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where completions of one model end. The arrays are not copied.
 *
 * @param tokenIds tokens that end one, ascending
 * @param strings texts that end one
 * @param ownEnd the tokenizer's own end, where text alone says that a completion ended by itself;
 *     -1 if the model names none
 */
public record CompletionEnds(int[] tokenIds, List<String> strings, int ownEnd)
    implements Serializable {

  public CompletionEnds {
    strings = List.copyOf(strings);
  }

  /**
   * The ends that a model's files name, and those of the settings.
   *
   * @throws InputException if the settings name a token that the model does not have
   */
  public static CompletionEnds of(ModelDirectory model, Tokenizer tokenizer, StopSettings stop) {
    int[] named = model.stopTokenIds(tokenizer);
    SortedSet<Integer> tokens = new TreeSet<>(IntStream.of(named).boxed().toList());
    check(stop, model.config().vocabularySize());
    tokens.addAll(stop.tokenIds());
    List<String> strings = new ArrayList<>();
    for (String text : stop.texts()) {
      OptionalInt special = tokenizer.specialToken(text);
      if (special.isPresent()) {
        tokens.add(special.getAsInt());
      } else {
        strings.add(text);
      }
    }
    return new CompletionEnds(
        tokens.stream().mapToInt(Integer::intValue).toArray(),
        strings,
        tokenizer.namedEnd().orElse(named.length == 0 ? -1 : named[0]));
  }

  /**
   * What is said where a model names no end and the settings add none.
   *
   * @param setting what would add one
   */
  public static String warningOfNone(String setting) {
    return "The model names no end-of-sequence token, so every completion runs to the maximum"
        + " length: set eos_token in tokenizer_config.json, or "
        + setting;
  }

  /**
   * Checks that the settings name tokens which there are.
   *
   * @param vocabulary the model's tokens
   * @throws InputException if one is not among them
   */
  public static void check(StopSettings stop, int vocabulary) {
    for (int token : stop.tokenIds()) {
      if (token >= vocabulary) {
        throw new InputException(
            "rollouts.stop names token %d, outside the model's vocabulary of %d"
                .formatted(token, vocabulary));
      }
    }
  }

  /** Whether only the maximum length ends a completion. */
  public boolean isEmpty() {
    return tokenIds.length == 0 && strings.isEmpty();
  }

  /** The texts, with the tokenizer that makes text of tokens; not to be closed meanwhile. */
  public StopStrings stopStrings(Tokenizer tokenizer) {
    return StopStrings.of(strings, tokenizer);
  }
}
