package dev.vireo.store.audit;

import java.util.List;

/**
 * One feature's part in one reward.
 *
 * @param feature its name
 * @param within effect among completions of the same prompt, the feature alone
 * @param withinTogether the same with all other features held
 * @param pooled effect among all completions, the feature alone
 * @param pooledTogether the same with all other features held
 * @param wins of pairs of one group, how often the completion with the feature (or more of it) has
 *     the higher reward; pairs of equal reward are left out
 * @param ties how many pairs were left out
 * @param auc of pairs of one group with different rewards, how often the better completion has more
 *     of the feature, equally much counting half
 * @param bestOf how much of the feature the best of n completions has
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

  /** The same with the p-value within groups adjusted. */
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
   * A coefficient of a regression with its 95% interval, which counts prompts.
   *
   * @param estimate reward per one of the feature; NaN if it could not be measured
   * @param lower end of the interval
   * @param upper end of the interval
   * @param p chance of an estimate at least this far from 0 if there is no effect
   * @param adjustedP the same allowing for all effects that were looked at; NaN where that is not
   *     asked
   * @param correlation of reward and feature, without the other features; NaN for effects together
   * @param prompts how many prompts' completions differ in the feature
   * @param missing why it could not be measured; empty if it was
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

    /** An effect that cannot be measured. */
    public static Effect missing(long prompts, String reason) {
      double none = Double.NaN;
      return new Effect(none, none, none, none, none, none, prompts, reason);
    }

    /** Whether there is a number. */
    public boolean isMeasured() {
      return missing.isEmpty();
    }

    /** The same with its p-value adjusted. */
    public Effect adjusted(double adjusted) {
      return new Effect(estimate, lower, upper, p, adjusted, correlation, prompts, missing);
    }
  }

  /**
   * A share of pairs with its 95% interval, which counts prompts.
   *
   * @param share from 0 to 1; NaN without pairs
   * @param lower end of the interval; NaN if too few prompts have such pairs
   * @param upper end of the interval
   * @param pairs how many there are
   */
  public record Share(double share, double lower, double upper, long pairs) {}

  /**
   * What a reward would choose.
   *
   * @param n among how many completions of a group
   * @param groups how many groups are that large
   * @param mean of the feature over the chosen ones
   * @param share of the chosen ones that have any of it
   */
  public record BestOf(int n, long groups, double mean, double share) {}
}
