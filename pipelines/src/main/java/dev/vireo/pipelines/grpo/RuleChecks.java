package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.Scale;
import dev.vireo.algorithms.advantage.Supervision;
import dev.vireo.jobs.advantages.Aggregation;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.pipelines.run.RunRewards;

/** Whether rewards, aggregation, algorithm and advantage go together. */
final class RuleChecks {

  private RuleChecks() {}

  /**
   * Checks a configuration.
   *
   * @throws InputException saying what does not go together
   */
  static void check(GrpoConfig config) {
    checkSupervision(config);
    checkAggregation(config);
    checkFloor(config);
    checkPenalty(config);
  }

  /** Variance increase is defined for one reward a completion, process supervision for steps. */
  private static void checkSupervision(GrpoConfig config) {
    if (config.advantage().supervision() == Supervision.OUTCOME) {
      return;
    }
    if (config.algorithm() == Algorithm.GRPOVI) {
      throw new InputException(
          "advantage.supervision is process, which rewards steps, but grpovi adjusts the rewards of"
              + " whole completions: set algorithm to grpo");
    }
    RunRewards.requireSteps(config.rewards(), "advantage.supervision is process", "outcome");
  }

  /** Normalized rewards have no range of their own, and are normalized over the batch again. */
  private static void checkAggregation(GrpoConfig config) {
    if (config.aggregation() != Aggregation.NORMALIZE_THEN_SUM) {
      return;
    }
    if (config.algorithm() != Algorithm.GRPO) {
      throw new InputException(
          "aggregation is normalize-then-sum, which leaves rewards no range to be adjusted in: set"
              + " algorithm to grpo");
    }
    if (config.advantage().scale() != Scale.BATCH) {
      throw new InputException(
          "aggregation is normalize-then-sum, which normalizes sums over the batch: set"
              + " advantage.scale to batch");
    }
  }

  /** A divergence is paid for once; adjusted rewards stay within the range of rewards. */
  private static void checkPenalty(GrpoConfig config) {
    if (!config.advantage().kl().penalizes()) {
      return;
    }
    if (config.algorithm() == Algorithm.GRPOVI) {
      throw new InputException(
          "advantage.kl.beta is above 0, but grpovi adjusts rewards within their range, which a"
              + " penalty leaves: set algorithm to grpo, or use update.objective.beta");
    }
    if (config.update().objective().beta() > 0) {
      throw new InputException(
          "advantage.kl.beta and update.objective.beta are both above 0, so the divergence from the"
              + " reference policy would count twice: set one of them to 0");
    }
  }

  /** A floor is in units of the rewards as they were scored. */
  private static void checkFloor(GrpoConfig config) {
    if (config.advantage().qualityFloor() == null) {
      return;
    }
    if (config.algorithm() == Algorithm.GRPOVI) {
      throw new InputException(
          "advantage.quality-floor is given, but grpovi moves rewards across it: set algorithm to"
              + " grpo, or leave it out");
    }
    if (config.aggregation() == Aggregation.NORMALIZE_THEN_SUM) {
      throw new InputException(
          "advantage.quality-floor is given, but aggregation is normalize-then-sum, after which"
              + " rewards have no units: set it to sum-then-normalize, or leave the floor out");
    }
  }
}
