package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Adjusts the rewards of a group: removes missing rewards, determines the range, applies the rule,
 * and blends the result with the rewards according to the strength.
 *
 * <p>It has no state except its settings; safe for several threads.
 */
public final class RewardAdjuster {
  private final AdjustmentSettings settings;
  private final RunPoint point;

  /**
   * An adjuster for groups that do not belong to a run.
   *
   * @param settings how to adjust
   * @throws InputException if the rule needs a run
   */
  public RewardAdjuster(AdjustmentSettings settings) {
    this(settings, RunPoint.NONE);
    settings
        .rule()
        .needs()
        .ifPresent(
            needs -> {
              throw new InputException(
                  "The adjustment rule %s goes by %s, which rewards alone do not have: choose another"
                      .formatted(settings.rule().name(), needs));
            });
  }

  /**
   * An adjuster for groups of a run.
   *
   * @param settings how to adjust
   * @param point the groups' point in the run
   */
  public RewardAdjuster(AdjustmentSettings settings, RunPoint point) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.point = Objects.requireNonNull(point, "point");
  }

  /**
   * Adjusts one group with uniform weights.
   *
   * @param rewards [G] rewards; NaN if there is none
   * @return the adjusted group
   * @throws InputException as {@link #adjust(double[], double[])}
   */
  public AdjustedGroup adjust(double[] rewards) {
    return adjust(rewards, CompletionWeights.uniform(rewards.length));
  }

  /**
   * Adjusts one group. Completions whose reward is NaN are removed first, and the weights of the
   * others are normalised to sum to 1. If fewer than two remain, their rewards are returned
   * unchanged (clipped if the range says so).
   *
   * @param rewards [G] rewards; NaN if there is none
   * @param weights [G] weights from the weight policy, not negative, in any scale
   * @return the adjusted group
   * @throws InputException if a reward is infinite or outside the range, the lengths differ, a
   *     weight is negative or not a finite number, or all weights of completions with a reward are
   *     zero
   */
  public AdjustedGroup adjust(double[] rewards, double[] weights) {
    if (weights.length != rewards.length) {
      throw new InputException(
          "A group has " + rewards.length + " rewards but " + weights.length + " weights");
    }
    int[] places = rewarded(rewards);
    int count = places.length;
    double[] raw = new double[count];
    double[] mass = new double[count];
    for (int i = 0; i < count; i++) {
      raw[i] = admit(rewards[places[i]], places[i]);
      mass[i] = weights[places[i]];
    }
    if (count == 0) {
      return none(rewards.length);
    }
    normalise(mass, places);
    RewardRange range = settings.rule().range(settings.range(), raw, mass);
    double[] adjusted = count < 2 ? raw.clone() : applied(raw, mass, range);

    double mean = GroupStatistics.mean(raw, mass);
    double[] spreadAdjusted = new double[rewards.length];
    Arrays.fill(spreadAdjusted, Double.NaN);
    double[] spreadWeights = new double[rewards.length];
    for (int i = 0; i < count; i++) {
      spreadAdjusted[places[i]] = adjusted[i];
      spreadWeights[places[i]] = mass[i];
    }
    return new AdjustedGroup(
        spreadAdjusted,
        spreadWeights,
        range,
        mean,
        GroupStatistics.variance(raw, mass),
        GroupStatistics.variance(adjusted, mass),
        range.share(mean),
        GroupStatistics.endShare(adjusted, range),
        GroupStatistics.tieShare(raw, settings.tieTolerance()));
  }

  private double[] applied(double[] rewards, double[] weights, RewardRange range) {
    double strength = settings.strength();
    if (strength == 0) {
      return rewards.clone();
    }
    AdmittedGroup group =
        new AdmittedGroup(rewards, weights, range, settings.ties(), settings.tieTolerance());
    return group.blend(settings.rule().adjust(group, point), strength);
  }

  private double admit(double reward, int place) {
    if (Double.isInfinite(reward)) {
      throw new InputException(
          "Reward "
              + place
              + " of the group is "
              + reward
              + "; it must be a finite number, or NaN if there is no reward");
    }
    try {
      return settings.range().admit(reward);
    } catch (InputException e) {
      throw new InputException("Completion " + place + " of the group: " + e.getMessage(), e);
    }
  }

  private static int[] rewarded(double[] rewards) {
    int[] places = new int[rewards.length];
    int count = 0;
    for (int i = 0; i < rewards.length; i++) {
      if (!Double.isNaN(rewards[i])) {
        places[count++] = i;
      }
    }
    return Arrays.copyOf(places, count);
  }

  private static void normalise(double[] weights, int[] places) {
    double greatest = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new InputException(
            "Weight "
                + places[i]
                + " of the group is "
                + weights[i]
                + "; it must be a finite number, at least 0");
      }
      greatest = Math.max(greatest, weights[i]);
    }
    if (greatest == 0) {
      throw new InputException(
          "All weights of the group's rewarded completions are zero; at least one must be"
              + " positive");
    }
    // Scaling by a power of two is exact, and keeps the sum from overflowing.
    int exponent = Math.getExponent(greatest);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.scalb(weights[i], -exponent);
    }
    double total = CompensatedSum.of(weights);
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= total;
    }
  }

  private static AdjustedGroup none(int size) {
    double[] adjusted = new double[size];
    Arrays.fill(adjusted, Double.NaN);
    return new AdjustedGroup(
        adjusted, new double[size], RewardRange.NONE, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0);
  }
}
