package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;
import java.util.Optional;

/**
 * Variance increase ({@link VarianceIncrease}) whose strength decays over the iterations of a run:
 * r + s (z - r) with s = (until - iteration) / (until - 1), and 0 after that. What helps early,
 * when rewards are spread, may not help late, when few differ (arXiv 2601.23135 reports this for
 * division by the standard deviation).
 *
 * @param until the iteration from which rewards stay unchanged, at least 2; it has no default
 */
public record Decay(Integer until) implements AdjustmentRule {

  /** Checks the value. */
  public Decay {
    if (until == null) {
      throw new InputException("until is missing: give the iteration at which the strength is 0");
    }
    if (until < 2) {
      throw new InputException("until is " + until + "; it must be at least 2");
    }
  }

  @Override
  public RewardRange range(RangePolicy set, double[] rewards, double[] weights) {
    return set.range(rewards, weights);
  }

  @Override
  public double[] adjust(AdmittedGroup group, RunPoint point) {
    double strength = strength(point.iteration());
    return strength == 0 ? group.rewards().clone() : group.blend(group.spread(), strength);
  }

  /**
   * The strength of an iteration.
   *
   * @param iteration from 1
   * @return from 1 down to 0
   */
  public double strength(int iteration) {
    return Math.min(1, Math.max(0, until - iteration) / (until - 1.0));
  }

  @Override
  public void checkTies(Ties ties, double tieTolerance) {
    // All settings of ties have the same effect as in variance increase.
  }

  @Override
  public Optional<String> needs() {
    return Optional.of("the iterations of a run");
  }
}
