package dev.vireo.algorithms.loss.policy;

import java.util.Objects;
import java.util.Optional;

/**
 * What the loss knows of a completion besides the policy's log-probabilities. Arrays are not
 * copied.
 *
 * @param oldLogprobs [T] those of the policy that made the completion; empty: the policy's own,
 *     detached, so that each ratio is 1 and has a gradient
 * @param referenceLogprobs [T] the reference policy's; empty if beta is 0
 * @param advantages [T], or [1] where the tokens share theirs
 * @param sampledLogprobs [T] those that the sampler gave, which are only measured against the
 *     policy's; empty if they are not known
 * @param completionMask [T] true where a token counts in the loss; empty: all count. Whatever is at
 *     the other tokens is never looked at
 */
@SuppressWarnings("ArrayRecordComponent")
public record PolicyExample(
    Optional<double[]> oldLogprobs,
    Optional<double[]> referenceLogprobs,
    double[] advantages,
    Optional<double[]> sampledLogprobs,
    Optional<boolean[]> completionMask) {
  /** Checks that nothing is null. */
  public PolicyExample {
    Objects.requireNonNull(oldLogprobs, "oldLogprobs");
    Objects.requireNonNull(referenceLogprobs, "referenceLogprobs");
    Objects.requireNonNull(advantages, "advantages");
    Objects.requireNonNull(sampledLogprobs, "sampledLogprobs");
    Objects.requireNonNull(completionMask, "completionMask");
  }

  /** A completion of whose sampler nothing is known. */
  public PolicyExample(
      Optional<double[]> oldLogprobs,
      Optional<double[]> referenceLogprobs,
      double[] advantages,
      Optional<boolean[]> completionMask) {
    this(oldLogprobs, referenceLogprobs, advantages, Optional.empty(), completionMask);
  }

  /** A completion of which every token counts. */
  public static PolicyExample of(
      Optional<double[]> oldLogprobs, Optional<double[]> referenceLogprobs, double[] advantages) {
    return new PolicyExample(oldLogprobs, referenceLogprobs, advantages, Optional.empty());
  }

  /** The same, with the log-probabilities that the sampler gave. */
  public PolicyExample sampledWith(double[] logprobs) {
    return new PolicyExample(
        oldLogprobs, referenceLogprobs, advantages, Optional.of(logprobs), completionMask);
  }
}
