package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;
import java.util.Optional;

/**
 * Replaces rewards by the expected value E[t | r] of a target t, such as exact correctness, given
 * the reward r, as estimated from earlier iterations of the run (by isotonic regression, which
 * preserves order). Among all functions that preserve the order of rewards, E[t | r] has the
 * greatest correlation with t on the data it was fitted to; with t = r it is the identity.
 *
 * <p>A group's values are {@link RewardCurve#value}, mapped to the group's mean and range by an
 * affine map, which cancels if advantages are divided by the group's standard deviation. Without a
 * curve, or if the curve is flat, rewards stay unchanged.
 *
 * @param target name of the reward t, of any weight, including 0; it has no default
 * @param every number of iterations after which the curve is fitted again, at least 1; 10 if not
 *     given
 * @param window number of preceding iterations that it is fitted to, at least 1; 20 if not given
 * @param blend share of the reward itself in the curve, in [0, 1], so that completions with the
 *     same expected target still differ; 0.1 if not given
 */
public record Calibrated(String target, Integer every, Integer window, Double blend)
    implements AdjustmentRule {
  private static final double BLEND = 0.1;

  /** Fills in defaults and checks values. */
  public Calibrated {
    every = every == null ? (Integer) 10 : every;
    window = window == null ? (Integer) 20 : window;
    blend = blend == null ? (Double) BLEND : blend;
    if (target == null || target.isBlank()) {
      throw new InputException("target is missing: name the reward that says what is wanted");
    }
    requireOne("every", every);
    requireOne("window", window);
    if (!(blend >= 0 && blend <= 1)) {
      throw new InputException("blend is " + blend + "; it must be at least 0 and at most 1");
    }
  }

  private static void requireOne(String key, int value) {
    if (value < 1) {
      throw new InputException(key + " is " + value + "; it must be at least 1");
    }
  }

  @Override
  public double[] adjust(AdmittedGroup group, RunPoint point) {
    RewardCurve curve = point.curve();
    double[] values = group.rewards().clone();
    if (curve.isFlat()) {
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = curve.value(values[i], blend);
    }
    return group.fitted(values);
  }

  /**
   * The iteration after which the curve for an iteration was fitted.
   *
   * @param iteration from 1
   * @return an earlier iteration, a multiple of {@code every}; 0 if there is none yet
   */
  public int fittedBefore(int iteration) {
    return (iteration - 1) / every * every;
  }

  @Override
  public void checkTies(Ties ties, double tieTolerance) {
    if (ties == Ties.SPLIT || tieTolerance > 0) {
      throw new InputException(
          "The rule calibrated treats rewards by what they are worth, equal ones alike: set ties to"
              + " merge and tie-tolerance to 0");
    }
  }

  @Override
  public Optional<String> needs() {
    return Optional.of("the earlier iterations of a run");
  }
}
