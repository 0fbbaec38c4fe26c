package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.evaluate.EvaluatePolicy;
import dev.vireo.jobs.evaluate.EvaluationResult;
import dev.vireo.jobs.prompts.Prompts;
import dev.vireo.jobs.rewards.RewardScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a run's checkpoints are judged on held-out prompts, and what came of it. */
final class Evaluations {

  private final StageContext context;
  private final RunConfig config;
  private final List<EvaluationResult> history = new ArrayList<>();

  /** Made when it is first needed, and once: a reward model's files are read to know them. */
  private Optional<RewardScorer> scorer;

  Evaluations(StageContext context, RunConfig config) {
    this.context = context;
    this.config = config;
  }

  /** Judges the policy that reinforcement starts from. */
  void before(PolicyCheckpoint policy, Prompts prompts) {
    evaluate(policy, prompts);
  }

  /** Judges the policy after an iteration, where it is due. */
  void after(int iteration, PolicyCheckpoint policy, Prompts prompts) {
    if (config.evaluatesAfter(iteration)) {
      evaluate(policy, prompts);
    }
  }

  /** Judges a checkpoint; nothing happens where no prompt is held out, or nothing could judge. */
  void evaluate(PolicyCheckpoint policy, Prompts prompts) {
    if (prompts.evalCount() == 0) {
      return;
    }
    scorer = scorer == null ? new RunRewards(context, config).heldOutScorer() : scorer;
    if (scorer.isPresent()) {
      EvaluationResult result =
          EvaluatePolicy.run(
              context,
              HeldOut.of(prompts, config.evaluation()),
              HeldOut.identity(prompts, config.evaluation()),
              policy,
              config.rollouts(),
              scorer.get(),
              config.evaluation());
      // Fails early where the name is wrong, not after hours of training.
      result.accuracy(config.evaluation().accuracy());
      history.add(result);
    }
  }

  List<EvaluationResult> history() {
    return history;
  }
}
