package dev.vireo.algorithms.adjust;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of the rewards of a group. Every rule keeps the group's weighted mean and the order
 * of its rewards (equal rewards stay equal, but for {@link Ties#SPLIT}), and stays within the range
 * that it names. A new rule is a record here, which settings then know by its name, with its
 * components as keys.
 */
public sealed interface AdjustmentRule extends Serializable
    permits VarianceIncrease, Thresholds, BoundedMisalignment, Decay, Calibrated {

  /**
   * The adjusted rewards at full strength.
   *
   * @param group what is adjusted
   * @param point where in a run the group is; {@link RunPoint#NONE} unless the rule {@link #needs}
   *     it
   * @return [G] adjusted rewards, in the group's order
   */
  double[] adjust(AdmittedGroup group, RunPoint point);

  /**
   * The range that adjusted rewards keep to: the group's own least and greatest reward, unless the
   * rule goes by the range that is set.
   *
   * @param set the range that is set, which has admitted every reward
   * @param rewards [G] finite rewards, at least one
   * @param weights [G] weights that sum to 1
   * @return the range
   */
  default RewardRange range(RangePolicy set, double[] rewards, double[] weights) {
    return RewardRange.of(rewards);
  }

  /**
   * Checks that what is said about equal rewards has an effect.
   *
   * @param ties how equal rewards are treated
   * @param tieTolerance how close rewards are that count as equal
   * @throws dev.vireo.algorithms.InputException if it has none
   */
  void checkTies(Ties ties, double tieTolerance);

  /**
   * What the rule goes by besides the group.
   *
   * @return in words; empty if the group is enough
   */
  default Optional<String> needs() {
    return Optional.empty();
  }

  /**
   * The name that settings call the rule by.
   *
   * @return such as variance-increase
   */
  default String name() {
    return name(getClass());
  }

  /**
   * The name that settings call a rule by.
   *
   * @param rule the rule's class
   * @return such as variance-increase
   */
  static String name(Class<?> rule) {
    return rule.getSimpleName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
