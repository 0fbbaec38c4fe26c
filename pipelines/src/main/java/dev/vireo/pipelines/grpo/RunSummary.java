package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.evaluate.EvaluationResult;
import java.util.List;

/**
 * What a run has come to.
 *
 * @param reference the policy reinforcement started from
 * @param policy the policy at the end
 * @param evaluations held-out evaluations in order of their step, the first of the reference
 */
public record RunSummary(
    PolicyCheckpoint reference, PolicyCheckpoint policy, List<EvaluationResult> evaluations) {

  public RunSummary {
    evaluations = List.copyOf(evaluations);
  }
}
