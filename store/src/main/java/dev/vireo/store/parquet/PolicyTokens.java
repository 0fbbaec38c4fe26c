package dev.vireo.store.parquet;

import dev.vireo.schemas.Completion;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which tokens of a completion the policy wrote: all of them, but in an environment, whose messages
 * stand between. Everything that is known of single tokens is known of these.
 */
public final class PolicyTokens {
  /** The column of the mask, which whoever asks here reads beside the tokens. */
  public static final String MASK = "completions.turns.policy_mask";

  private PolicyTokens() {}

  /** How many there are. */
  public static int count(Completion completion) {
    return count(completion.getTokenIds().size(), mask(completion));
  }

  /** How many of so many tokens that is; a mask is null where it is all of them. */
  public static int count(int tokens, List<Boolean> mask) {
    return mask == null
        ? tokens
        : Math.toIntExact(mask.stream().filter(written -> written).count());
  }

  /** Their places among the completion's tokens, ascending. */
  public static int[] places(Completion completion) {
    return places(completion.getTokenIds().size(), mask(completion));
  }

  /**
   * Their places among tokens that a mask stands beside.
   *
   * @param tokens how many there are
   * @param mask one a token; null where the policy wrote all of them
   */
  public static int[] places(int tokens, List<Boolean> mask) {
    IntStream all = IntStream.range(0, tokens);
    return mask == null ? all.toArray() : all.filter(mask::get).toArray();
  }

  private static List<Boolean> mask(Completion completion) {
    return completion.getTurns() == null ? null : completion.getTurns().getPolicyMask();
  }
}
