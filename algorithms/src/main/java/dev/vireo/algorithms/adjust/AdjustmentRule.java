package dev.vireo.algorithms.adjust;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule that adjusts the rewards of a group. Every rule preserves the group's weighted mean and
 * the order of its rewards (equal rewards stay equal, except with {@link Ties#SPLIT}), and stays
 * within its {@link #range}. A new rule is a record here; settings then know it by its name, with
 * its components as keys.
 */
public sealed interface AdjustmentRule extends Serializable
    permits VarianceIncrease, Thresholds, BoundedMisalignment, Decay, Calibrated {

  /**
   * The adjusted rewards at full strength.
   *
   * @param group the group to adjust
   * @param point the group's point in the run; {@link RunPoint#NONE} unless the rule {@link #needs}
   *     it
   * @return [G] adjusted rewards, in the group's order
   */
  double[] adjust(AdmittedGroup group, RunPoint point);

  /**
   * The range of the adjusted rewards: the group's own least and greatest reward, unless the rule
   * uses the configured range.
   *
   * @param set the configured range, which has admitted every reward
   * @param rewards [G] finite rewards, at least one
   * @param weights [G] weights that sum to 1
   * @return the range
   */
  default RewardRange range(RangePolicy set, double[] rewards, double[] weights) {
    return RewardRange.of(rewards);
  }

  /**
   * Checks that the settings for equal rewards have an effect.
   *
   * @param ties how equal rewards are treated
   * @param tieTolerance how close rewards must be to count as equal
   * @throws dev.vireo.algorithms.InputException if they do not
   */
  void checkTies(Ties ties, double tieTolerance);

  /**
   * What the rule needs besides the group.
   *
   * @return in words; empty if the group is enough
   */
  default Optional<String> needs() {
    return Optional.empty();
  }

  /**
   * The rule's name in settings.
   *
   * @return a name such as variance-increase
   */
  default String name() {
    return name(getClass());
  }

  /**
   * The name of a rule in settings.
   *
   * @param rule the rule's class
   * @return a name such as variance-increase
   */
  static String name(Class<?> rule) {
    return rule.getSimpleName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
