package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.schemas.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a run's checkpoints are judged on held-out prompts, and what came of it. */
final class Evaluations {

  private final StageContext context;
  private final RunConfig config;
  private final Bookkeeping bookkeeping;
  private final List<EvaluationResult> history = new ArrayList<>();

  /** Made when it is first needed, and once: a reward model's files are read to know them. */
  private Optional<RewardScorer> scorer;

  private RolloutSettings rollouts;

  Evaluations(StageContext context, RunConfig config, Bookkeeping bookkeeping) {
    this.context = context;
    this.config = config;
    this.bookkeeping = bookkeeping;
  }

  /** Judges the policy that reinforcement starts from. */
  void before(PolicyCheckpoint policy, Prompts prompts) {
    evaluate(0, policy, prompts);
  }

  /** Judges the policy after an iteration, where it is due. */
  void after(int iteration, PolicyCheckpoint policy, Prompts prompts) {
    if (config.evaluatesAfter(iteration)) {
      evaluate(iteration, policy, prompts);
    }
  }

  /**
   * Judges a checkpoint, and cleans up the one that was the best before; empty where no prompt is
   * held out, or nothing could judge.
   *
   * @param iteration the iteration that it ended; 0 for what reinforcement starts from
   */
  Optional<EvaluationResult> evaluate(int iteration, PolicyCheckpoint policy, Prompts prompts) {
    if (prompts.evalCount() == 0 || isGone(policy)) {
      return Optional.empty();
    }
    scorer = scorer == null ? new RunRewards(context, config).heldOutScorer() : scorer;
    if (scorer.isEmpty()) {
      return Optional.empty();
    }
    rollouts = rollouts == null ? RunRollouts.of(config, Progress.NONE) : rollouts;
    EvaluationResult result =
        EvaluatePolicy.run(
            context,
            iteration,
            HeldOut.of(prompts, config.evaluation()),
            HeldOut.identity(prompts, config.evaluation()),
            policy,
            rollouts,
            scorer.get(),
            config.evaluation());
    // Fails early where the name is wrong, not after hours of training.
    result.accuracy(config.evaluation().accuracy());
    history.add(result);
    bookkeeping.judged(policy, result);
    return Optional.of(result);
  }

  /** Whether a policy was cleaned up before anybody asked for its evaluation. */
  private boolean isGone(PolicyCheckpoint policy) {
    boolean gone =
        CheckpointStore.isCleaned(policy.folder())
            && context
                .run()
                .partition(Datasets.EVALUATIONS, Long.toString(policy.step()))
                .manifest()
                .isEmpty();
    if (gone) {
      context
          .progress()
          .message(
              "step %d is not evaluated: its checkpoint was cleaned up".formatted(policy.step()));
    }
    return gone;
  }

  List<EvaluationResult> history() {
    return history;
  }
}
