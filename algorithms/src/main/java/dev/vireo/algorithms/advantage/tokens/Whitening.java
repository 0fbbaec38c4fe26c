package dev.vireo.algorithms.advantage.tokens;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.BatchStatistics;
import java.io.Serializable;
import java.util.Objects;

/**
 * Whitening over all tokens of an iteration that the policy wrote: (x - mean) / sqrt(variance), the
 * variance with an epsilon.
 *
 * @param advantages whether advantages are whitened
 * @param rewards whether tokens' rewards are, before advantages are estimated; their mean is added
 *     again
 * @param ddof what is taken off the count in the variance: 1 for the unbiased one, or 0
 * @param epsilon at least 0
 * @param use what the epsilon does
 */
public record Whitening(
    boolean advantages, boolean rewards, int ddof, double epsilon, EpsilonUse use)
    implements Serializable {

  /** What keeps the divisor away from 0. */
  public enum EpsilonUse {
    /** It is added to the variance. */
    ADDED,
    /** The variance is at least as much. */
    FLOOR
  }

  /** Checks each setting. */
  public Whitening {
    Objects.requireNonNull(use, "use");
    if (ddof != 0 && ddof != 1) {
      throw new InputException("ddof is " + ddof + "; it must be 0 or 1");
    }
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "epsilon is " + epsilon + "; it must be a finite number, at least 0");
    }
  }

  /** Advantages alone, by the unbiased variance + 1e-8 (TRL and verl). */
  public static Whitening defaults() {
    return new Whitening(true, false, 1, 1e-8, EpsilonUse.ADDED);
  }

  /**
   * Whitens values in place.
   *
   * @param values [S]
   * @param counted [S] which of them; the others are left as they are
   * @param all statistics of all values of the iteration that count
   * @param recentred whether the mean is taken away for good
   */
  public void apply(double[] values, boolean[] counted, BatchStatistics all, boolean recentred) {
    double variance = all.std(ddof) * all.std(ddof);
    double divisor =
        Math.sqrt(use == EpsilonUse.ADDED ? variance + epsilon : Math.max(variance, epsilon));
    double mean = all.mean();
    for (int t = 0; t < values.length; t++) {
      if (counted[t]) {
        double whitened = divisor > 0 ? (values[t] - mean) / divisor : 0;
        values[t] = recentred ? whitened : whitened + mean;
      }
    }
  }
}
