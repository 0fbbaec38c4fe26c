package dev.vireo.algorithms.objective;

import dev.vireo.algorithms.InputException;

/**
 * The completion tokens of some sequences: a micro-batch, or more. Rows may differ in length.
 * Arrays are not copied, since this stands in the inner loop of training.
 *
 * @param logprobs [B][T] the policy's log-probabilities, in nats
 * @param oldLogprobs [B][T] those of the policy that made the rollouts; null: the policy's own,
 *     detached, so that each ratio is 1 and has a gradient
 * @param referenceLogprobs [B][T] the reference policy's; null where beta is 0
 * @param completionMask [B][T] true where a token counts in the loss; null: all count. Whatever
 *     stands at the other tokens is never looked at
 * @param advantages [B][T], or [B][1] where a sequence's tokens share theirs
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenBatch(
    double[][] logprobs,
    double[][] oldLogprobs,
    double[][] referenceLogprobs,
    boolean[][] completionMask,
    double[][] advantages) {

  /** Checks that the shapes agree. */
  public TokenBatch {
    checkRows("old log-probabilities", oldLogprobs == null ? -1 : oldLogprobs.length, logprobs);
    checkRows(
        "reference log-probabilities",
        referenceLogprobs == null ? -1 : referenceLogprobs.length,
        logprobs);
    checkRows("masks", completionMask == null ? -1 : completionMask.length, logprobs);
    checkRows("advantages", advantages.length, logprobs);
    for (int b = 0; b < logprobs.length; b++) {
      int tokens = logprobs[b].length;
      if (oldLogprobs != null) {
        checkTokens("old log-probabilities", b, oldLogprobs[b].length, tokens);
      }
      if (referenceLogprobs != null) {
        checkTokens("reference log-probabilities", b, referenceLogprobs[b].length, tokens);
      }
      if (completionMask != null) {
        checkTokens("mask values", b, completionMask[b].length, tokens);
      }
      if (advantages[b].length != 1) {
        checkTokens("advantages", b, advantages[b].length, tokens);
      }
    }
  }

  /**
   * Sequences in the batch.
   *
   * @return B
   */
  public int sequences() {
    return logprobs.length;
  }

  /**
   * Tokens that count in the loss.
   *
   * @return the count
   */
  public long activeTokens() {
    long active = 0;
    for (int b = 0; b < logprobs.length; b++) {
      active += activeTokens(b);
    }
    return active;
  }

  int activeTokens(int sequence) {
    if (completionMask == null) {
      return logprobs[sequence].length;
    }
    int active = 0;
    for (boolean counts : completionMask[sequence]) {
      if (counts) {
        active++;
      }
    }
    return active;
  }

  private static void checkRows(String what, int rows, double[][] logprobs) {
    if (rows >= 0 && rows != logprobs.length) {
      throw new InputException(
          "A batch of " + logprobs.length + " sequences has " + what + " of " + rows);
    }
  }

  private static void checkTokens(String what, int sequence, int count, int tokens) {
    if (count != tokens) {
      throw new InputException(
          "Sequence "
              + sequence
              + " of the batch has "
              + tokens
              + " tokens but "
              + count
              + " "
              + what);
    }
  }
}
