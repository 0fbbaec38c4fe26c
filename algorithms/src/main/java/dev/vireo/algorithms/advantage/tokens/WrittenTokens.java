package dev.vireo.algorithms.advantage.tokens;

import java.util.Optional;

/**
 * A completion as its tokens' rewards are made of it. Arrays are not copied.
 *
 * @param logprobs [T] under the policy that sampled it
 * @param referenceLogprobs [T] under the reference policy; empty without a penalty
 * @param written [T] whether the policy wrote the token
 * @param full whether it fills the length that it may have
 */
@SuppressWarnings("ArrayRecordComponent")
public record WrittenTokens(
    double[] logprobs, Optional<double[]> referenceLogprobs, boolean[] written, boolean full) {

  /** The last place that the policy wrote; -1 if there is none. */
  int last() {
    int last = written.length - 1;
    while (last >= 0 && !written[last]) {
      last--;
    }
    return last;
  }
}
