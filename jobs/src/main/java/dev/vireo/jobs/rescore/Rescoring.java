package dev.vireo.jobs.rescore;

import java.util.List;
import java.util.Map;

/**
 * What a comparison of rules found.
 *
 * @param iterations the iterations looked at
 * @param groups their groups
 * @param completions their completions
 * @param rules the rules, in their order
 * @param gradients their gradients; of no groups where nobody asked
 */
public record Rescoring(
    List<Integer> iterations,
    long groups,
    long completions,
    List<OfRule> rules,
    Gradients gradients) {

  /**
   * What a rule makes of the rewards. Means are over groups with a reward.
   *
   * @param rule its name
   * @param varianceBefore mean variance of a group's rewards
   * @param varianceAfter mean variance of the adjusted rewards
   * @param topShare mean of (mean - lower) / (upper - lower) in each group's range
   * @param withoutSignal share of groups whose advantages are all zero
   * @param reasons how many groups that are, by the reason: no-reward, one-reward or zero-std
   * @param correlations of the advantages with each reward
   */
  public record OfRule(
      String rule,
      double varianceBefore,
      double varianceAfter,
      double topShare,
      double withoutSignal,
      Map<String, Long> reasons,
      List<OfReward> correlations) {}

  /**
   * How a rule's advantages go with a reward, within groups.
   *
   * @param reward {@code reward} for the sum, {@code rewards/NAME} for a function, of the run's;
   *     with the rule's name before it, {@code RULE/reward}, of a rule's own
   * @param correlation from -1 to 1; NaN if no group counts
   * @param groups groups that count
   * @param constantGroups groups that do not, since advantages or reward are all the same
   */
  public record OfReward(String reward, double correlation, long groups, long constantGroups) {}

  /**
   * The rules' policy gradients.
   *
   * @param groups groups they are over
   * @param steps optimizer steps behind the policies that they were taken at
   * @param rules the rules, in their order
   */
  public record Gradients(int groups, List<Long> steps, List<OfGradient> rules) {

    /** Nobody asked. */
    static final Gradients NONE = new Gradients(0, List.of(), List.of());
  }

  /**
   * A rule's gradient.
   *
   * @param rule its name
   * @param norm its norm; of several policies the root of the mean square
   * @param cosines with the gradient of each rule, by its name; NaN where one of the two is zero
   */
  public record OfGradient(String rule, double norm, Map<String, Double> cosines) {}
}
