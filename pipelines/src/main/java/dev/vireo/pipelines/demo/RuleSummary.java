package dev.vireo.pipelines.demo;

import dev.vireo.jobs.rescore.Rescoring;
import java.util.List;

/**
 * What a rule makes of the rewards of a run, whether the run was trained by it or not.
 *
 * @param rule grpo or grpovi
 * @param varianceBefore mean variance of a group's rewards
 * @param varianceAfter mean variance of a group's adjusted rewards
 * @param topShare mean of (mean - lower) / (upper - lower) in each group's range, the share of a
 *     group that variance increase gives the upper end
 * @param agreement correlation of the advantages with exact answers, within groups
 */
public record RuleSummary(
    String rule, double varianceBefore, double varianceAfter, double topShare, double agreement) {

  /** The reward that is wanted. */
  private static final String WANTED = "rewards/exact";

  /** Whether the rule changes rewards at all, so that it has a top share. */
  public boolean adjusts() {
    return varianceAfter != varianceBefore;
  }

  /** Those of a comparison; the run's own is one of the others. */
  static List<RuleSummary> of(Rescoring rescoring) {
    return rescoring.rules().stream()
        .filter(rule -> !rule.rule().equals("own"))
        .map(RuleSummary::of)
        .toList();
  }

  private static RuleSummary of(Rescoring.OfRule rule) {
    double agreement =
        rule.correlations().stream()
            .filter(reward -> reward.reward().equals(WANTED))
            .mapToDouble(Rescoring.OfReward::correlation)
            .findFirst()
            .orElse(Double.NaN);
    return new RuleSummary(
        rule.rule(), rule.varianceBefore(), rule.varianceAfter(), rule.topShare(), agreement);
  }
}
