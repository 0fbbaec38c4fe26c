package dev.vireo.pipelines.run;

import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import java.util.List;
import java.util.Optional;

/**
 * What a run has come to.
 *
 * @param reference the policy reinforcement started from
 * @param policy the policy at the end
 * @param evaluations held-out evaluations in order of their step, the first of the reference
 * @param best the policy that did best on held-out prompts; empty if none was judged
 */
public record RunSummary(
    PolicyCheckpoint reference,
    PolicyCheckpoint policy,
    List<EvaluationResult> evaluations,
    Optional<BestPolicy> best)
    implements RunResult {

  public RunSummary {
    evaluations = List.copyOf(evaluations);
  }
}
