package dev.vireo.algorithms.advantage;

/**
 * What a sampled token says of the policy's divergence from the reference policy (Schulman,
 * "Approximating KL divergence"), for a penalty that is part of the reward. With d = logprob -
 * reference logprob, in nats:
 */
public enum KlEstimator {
  /** d: unbiased, and negative for tokens that the reference finds likelier. */
  K1,
  /** d² / 2: biased, never negative. */
  K2,
  /** e^-d - 1 + d: unbiased, never negative. */
  K3,
  /** |d|. */
  ABS;

  /**
   * The estimate of one token.
   *
   * @param logprob log-probability under the policy that sampled the token
   * @param referenceLogprob log-probability of the same token under the reference policy
   * @return the estimate in nats; NaN where either is NaN, infinite where k3 overflows
   */
  public double of(double logprob, double referenceLogprob) {
    double difference = logprob - referenceLogprob;
    return switch (this) {
      case K1 -> difference;
      case K2 -> difference * difference / 2;
      // Never below 0, also where rounding would have it so.
      case K3 -> Math.max(0, StrictMath.expm1(-difference) + difference);
      case ABS -> Math.abs(difference);
    };
  }
}
