package dev.vireo.algorithms.advantage.tokens;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.KlEstimator;
import java.io.Serializable;
import java.util.Objects;

/**
 * The divergence from the reference policy as a part of each token's reward: -beta times an
 * estimate of it. Beta may adapt (arXiv 1909.08593, section 2.2): after an iteration it is
 * multiplied by 1 + clip(kl / target - 1, -0.2, 0.2) completions / horizon.
 *
 * @param beta weight of the penalty, at least 0; 0 needs no reference policy
 * @param estimator of a token's divergence
 * @param clamp estimates are kept within this distance of 0; null leaves them as they are
 * @param target mean divergence per token that beta adapts to; null keeps beta as it is
 * @param horizon completions over which beta adapts
 */
public record KlPenalty(
    double beta, KlEstimator estimator, Double clamp, Double target, int horizon)
    implements Serializable {

  private static final double MOST = 0.2;

  /** Checks each setting. */
  public KlPenalty {
    Objects.requireNonNull(estimator, "estimator");
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new InputException("beta is " + beta + "; it must be a finite number, at least 0");
    }
    if (clamp != null && !(clamp > 0 && clamp < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "clamp is " + clamp + "; it must be a finite number above 0, or null");
    }
    if (target != null && !(target > 0 && target < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "target is " + target + "; it must be a finite number above 0, or null");
    }
    if (target != null && beta == 0) {
      throw new InputException(
          "target is " + target + ", but beta is 0, and stays 0 whatever it is multiplied by");
    }
    if (horizon < 1) {
      throw new InputException("horizon is " + horizon + "; it must be at least 1");
    }
  }

  /** TRL's: k1 with a fixed weight of .05. */
  public static KlPenalty defaults() {
    return new KlPenalty(0.05, KlEstimator.K1, null, null, 10_000);
  }

  /** Whether beta adapts. */
  public boolean adapts() {
    return target != null;
  }

  /**
   * The estimate of one token.
   *
   * @throws InputException if it is not a finite number
   */
  public double estimate(double logprob, double referenceLogprob) {
    double estimate = estimator.of(logprob, referenceLogprob);
    double clamped = clamp == null ? estimate : Math.min(clamp, Math.max(-clamp, estimate));
    if (!Double.isFinite(clamped)) {
      throw new InputException(
          "The kl is %s: log-probabilities are %s, and %s under the reference policy; set kl.clamp"
              .formatted(clamped, logprob, referenceLogprob));
    }
    return clamped;
  }

  /**
   * The weight after an iteration.
   *
   * @param before the iteration's own
   * @param kl mean over its completions of the mean estimate of a token
   * @param completions how many there were
   */
  public double adapted(double before, double kl, long completions) {
    double error = Math.min(MOST, Math.max(-MOST, kl / target - 1));
    return before * (1 + error * completions / horizon);
  }
}
