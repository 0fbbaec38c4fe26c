package dev.vireo.store.audit;

import java.util.List;

/**
 * The effect of one feature on one reward.
 *
 * @param feature the feature's name
 * @param within effect among completions of the same prompt, for this feature alone
 * @param withinTogether the same, with all other features held fixed
 * @param pooled effect among all completions, for this feature alone
 * @param pooledTogether the same, with all other features held fixed
 * @param wins share of pairs within a group in which the completion that has (more of) the feature
 *     has the higher reward; pairs with equal rewards are left out
 * @param ties number of pairs left out
 * @param auc share of pairs within a group with different rewards in which the better completion
 *     has more of the feature; pairs with equal amounts count half
 * @param bestOf amount of the feature in the best of n completions
 */
public record FeatureEffect(
    String feature,
    Effect within,
    Effect withinTogether,
    Effect pooled,
    Effect pooledTogether,
    Share wins,
    long ties,
    Share auc,
    List<BestOf> bestOf) {

  public FeatureEffect {
    bestOf = List.copyOf(bestOf);
  }

  /** A copy with the adjusted p-value of the effect within groups. */
  public FeatureEffect adjusted(double p) {
    return new FeatureEffect(
        feature,
        within.adjusted(p),
        withinTogether,
        pooled,
        pooledTogether,
        wins,
        ties,
        auc,
        bestOf);
  }

  /**
   * A regression coefficient with its 95% confidence interval, for which prompts are the
   * independent units.
   *
   * @param estimate change of the reward per unit of the feature; NaN if it could not be measured
   * @param lower lower end of the interval
   * @param upper upper end of the interval
   * @param p probability of an estimate at least this far from 0 if there is no effect
   * @param adjustedP the same, adjusted for the number of effects examined; NaN if not requested
   * @param correlation correlation of reward and feature, regardless of other features; NaN for
   *     joint effects
   * @param prompts number of prompts whose completions differ in the feature
   * @param missing reason why the effect could not be measured; empty if it was
   */
  public record Effect(
      double estimate,
      double lower,
      double upper,
      double p,
      double adjustedP,
      double correlation,
      long prompts,
      String missing) {

    /** An effect that could not be measured. */
    public static Effect missing(long prompts, String reason) {
      double none = Double.NaN;
      return new Effect(none, none, none, none, none, none, prompts, reason);
    }

    /** Whether the effect could be measured. */
    public boolean isMeasured() {
      return missing.isEmpty();
    }

    /** A copy with the adjusted p-value. */
    public Effect adjusted(double adjusted) {
      return new Effect(estimate, lower, upper, p, adjusted, correlation, prompts, missing);
    }
  }

  /**
   * A share of pairs with its 95% confidence interval, for which prompts are the independent units.
   *
   * @param share from 0 to 1; NaN without pairs
   * @param lower lower end of the interval; NaN if too few prompts have such pairs
   * @param upper upper end of the interval
   * @param pairs number of pairs
   */
  public record Share(double share, double lower, double upper, long pairs) {}

  /**
   * The completions that a reward would choose.
   *
   * @param n number of completions per group to choose from
   * @param groups number of groups with at least that many completions
   * @param mean mean of the feature over the chosen completions
   * @param share share of the chosen completions that have the feature at all
   */
  public record BestOf(int n, long groups, double mean, double share) {}
}
