package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.RewardRange;
import dev.vireo.algorithms.adjust.Ties;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Adjusts groups that bring their own weights, bounds and choice about ties, or leave them out:
 * what {@code vireo adjust} reads, line by line or row by row.
 *
 * <p>Keeps the adjuster of the last bounds, so an instance belongs to one thread.
 */
public final class GroupAdjuster {

  private final AdjustmentSettings settings;
  private final RewardAdjuster withoutBounds;

  private RewardAdjuster last;
  private double lastLower;
  private double lastUpper;
  private Ties lastTies;

  /**
   * @param settings for what a group leaves out; its weight policy plays no part, since a group's
   *     weights are given or uniform
   */
  public GroupAdjuster(AdjustmentSettings settings) {
    this.settings = settings;
    this.withoutBounds = new RewardAdjuster(settings);
  }

  /**
   * Adjusts one group.
   *
   * @param rewards [G] finite rewards, at least one
   * @param weights [G] weights, not negative, in any scale; empty for uniform ones
   * @param lower the lower bound; where it is empty and the upper bound is given, the group's own
   *     minimum, else what the settings say
   * @param upper the upper bound, likewise
   * @param ties what to do with equal rewards; empty for what the settings say
   * @throws InputException saying what is wrong with the group
   */
  public AdjustedGroup adjust(
      double[] rewards,
      Optional<double[]> weights,
      OptionalDouble lower,
      OptionalDouble upper,
      Optional<Ties> ties) {
    if (rewards.length == 0) {
      throw new InputException("there are no rewards");
    }
    checkFinite("rewards", rewards);
    weights.ifPresent(given -> checkWeights(given, rewards.length));
    RewardAdjuster adjuster = adjuster(rewards, lower, upper, ties.orElse(settings.ties()));
    AdjustedGroup group =
        weights.isEmpty() ? adjuster.adjust(rewards) : adjuster.adjust(rewards, weights.get());
    if (!Double.isFinite(group.varianceBefore()) || !Double.isFinite(group.varianceAfter())) {
      throw new InputException(
          "the variance exceeds the largest double: scale the rewards down first");
    }
    return group;
  }

  private RewardAdjuster adjuster(
      double[] rewards, OptionalDouble lower, OptionalDouble upper, Ties chosen) {
    if (lower.isEmpty() && upper.isEmpty()) {
      return chosen == settings.ties() ? withoutBounds : adjuster(settings.range(), chosen);
    }
    double least = lower.orElseGet(() -> RewardRange.of(rewards).lower());
    double greatest = upper.orElseGet(() -> RewardRange.of(rewards).upper());
    checkBounds(rewards, least, greatest);
    if (last == null || least != lastLower || greatest != lastUpper || chosen != lastTies) {
      // Bounds that are one point leave no room, which a fixed range does not allow to say.
      last =
          adjuster(
              least == greatest
                  ? new RangePolicy.Group()
                  : new RangePolicy.Fixed(least, greatest, false),
              chosen);
      lastLower = least;
      lastUpper = greatest;
      lastTies = chosen;
    }
    return last;
  }

  private RewardAdjuster adjuster(RangePolicy range, Ties ties) {
    return new RewardAdjuster(settings.of(range, ties));
  }

  private static void checkFinite(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new InputException(name + "[" + i + "] is " + values[i] + ", not a finite number");
      }
    }
  }

  private static void checkWeights(double[] weights, int size) {
    if (weights.length != size) {
      throw new InputException(weights.length + " weights for " + size + " rewards");
    }
    checkFinite("weights", weights);
    for (int i = 0; i < size; i++) {
      if (weights[i] < 0) {
        throw new InputException("weights[" + i + "] is " + weights[i] + ", which is negative");
      }
    }
  }

  private static void checkBounds(double[] rewards, double lower, double upper) {
    if (!Double.isFinite(lower) || !Double.isFinite(upper) || lower > upper) {
      throw new InputException(
          "the bounds " + lower + " and " + upper + " must be two finite numbers, lower first");
    }
    for (int i = 0; i < rewards.length; i++) {
      if (rewards[i] < lower || rewards[i] > upper) {
        throw new InputException(
            "rewards[" + i + "] is " + rewards[i] + ", outside [" + lower + ", " + upper + "]");
      }
    }
  }
}
