package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * How the rewards of a group are adjusted.
 *
 * @param rule what becomes of a group's rewards; the keys of each are in docs/REWARDS.md
 * @param range where the range [m, M] comes from; the paper's is {@link RangePolicy.Fixed}, the
 *     reward model's own range. Thresholds and calibrated keep each group's own range, and only
 *     check or clip by it
 * @param weights how much each completion counts; the paper's is {@link WeightPolicy#REFERENCE}
 * @param ties how equal rewards are treated; the paper's is {@link Ties#SPLIT}
 * @param tieTolerance rewards this close count as equal, at least 0; above 0 only with {@link
 *     Ties#MERGE}
 * @param strength t in [0, 1]: the adjusted reward is r + t (z - r), where z is what the rule makes
 *     of r; the paper's is 1
 */
public record AdjustmentSettings(
    AdjustmentRule rule,
    RangePolicy range,
    WeightPolicy weights,
    Ties ties,
    double tieTolerance,
    double strength)
    implements Serializable {

  /** Checks each setting. */
  public AdjustmentSettings {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(ties, "ties");
    VarianceIncrease.requireTies(ties, tieTolerance);
    rule.checkTies(ties, tieTolerance);
    if (!(strength >= 0 && strength <= 1)) {
      throw new InputException("The adjustment's strength " + strength + " must be in [0, 1]");
    }
  }

  /** Settings of variance increase. */
  public AdjustmentSettings(
      RangePolicy range, WeightPolicy weights, Ties ties, double tieTolerance, double strength) {
    this(new VarianceIncrease(), range, weights, ties, tieTolerance, strength);
  }

  /**
   * A copy for groups that have their own range and ties.
   *
   * @param groupRange where the range comes from
   * @param groupTies how equal rewards are treated
   * @return the settings
   */
  public AdjustmentSettings of(RangePolicy groupRange, Ties groupTies) {
    return new AdjustmentSettings(rule, groupRange, weights, groupTies, tieTolerance, strength);
  }

  /**
   * Variance increase with a top share of one quarter above each group's least reward, uniform
   * weights, equal rewards kept equal, full strength. A fixed range has no default that would suit
   * every reward.
   *
   * @return the defaults
   */
  public static AdjustmentSettings defaults() {
    return new AdjustmentSettings(
        new RangePolicy.TopShare(0.25, null), WeightPolicy.UNIFORM, Ties.MERGE, 0, 1);
  }
}
