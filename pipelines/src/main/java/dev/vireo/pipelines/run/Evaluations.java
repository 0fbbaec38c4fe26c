package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.schemas.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A run's policies on held-out prompts, and what came of it. */
public final class Evaluations {

  private final StageContext context;
  private final PolicyRun config;
  private final BiConsumer<PolicyCheckpoint, EvaluationResult> judged;
  private final List<EvaluationResult> history = new ArrayList<>();

  /** Made when it is first needed, and once: a reward model's files are read to know them. */
  private Optional<RewardScorer> scorer;

  private RolloutSettings rollouts;

  /**
   * The evaluations of a run.
   *
   * @param judged hears of each
   */
  public Evaluations(
      StageContext context,
      PolicyRun config,
      BiConsumer<PolicyCheckpoint, EvaluationResult> judged) {
    this.context = context;
    this.config = config;
    this.judged = judged;
  }

  /**
   * Judges a checkpoint, and cleans up the one that was the best before; empty if no prompt is held
   * out, or nothing could judge.
   *
   * @param iteration the iteration that it ended; 0 for what reinforcement starts from
   */
  public Optional<EvaluationResult> evaluate(
      int iteration, PolicyCheckpoint policy, Prompts prompts) {
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
    result.accuracy(config.evaluation());
    history.add(result);
    judged.accept(policy, result);
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

  /** All of this process, in order. */
  public List<EvaluationResult> history() {
    return history;
  }

  /** What judging reads of the settings; empty if nothing can judge. */
  public static List<Reading> readings(StageContext context, PolicyRun config) {
    RolloutSettings rollouts = RunRollouts.of(config, Progress.NONE);
    return new RunRewards(context, config)
        .heldOutScorer()
        .map(
            scorer ->
                List.of(
                    new Reading(
                        "",
                        EvaluatePolicy.declared(context, rollouts, scorer, config.evaluation()),
                        Map.of("prompts", "/" + config.evaluation().prompts()))))
        .orElse(List.of());
  }

  /** What judging has in memory; nothing where no prompt is held out, or nothing can judge. */
  public static List<StageWork> works(PolicyRun config) {
    return works("evaluation", true, config.evaluation().samples(), config);
  }

  /** What watching the phases of fine-tuning has in memory: the likeliest answer to each prompt. */
  static List<StageWork> watching(PolicyRun config) {
    return config.watches() ? works("watching fine-tuning", false, 1, config) : List.of();
  }

  private static List<StageWork> works(
      String name, boolean adapted, int samples, PolicyRun config) {
    PromptSettings prompts = config.prompts();
    boolean holdsOut =
        prompts.path() != null && (prompts.splitColumn() != null || prompts.evalFraction() > 0);
    if (!holdsOut || config.rewards().stream().allMatch(RewardSettings::isDataset)) {
      return List.of();
    }
    int chunk = EvaluatePolicy.promptsInChunk(config.rollouts(), samples);
    int asked = config.evaluation().prompts();
    int count = asked == 0 ? StageWork.MANY : asked;
    return List.of(
        new PolicyWork(
            name,
            PolicyWork.Kind.SAMPLING,
            adapted,
            PolicyWork.parts(count, chunk),
            PolicyWork.Shape.groups(Math.min(count, chunk), samples)));
  }

  /** A stage's result. */
  public StageResult result(Optional<EvaluationResult> evaluation) {
    return evaluation
        .map(
            each ->
                new StageResult(
                    context.run().partition(Datasets.EVALUATIONS, Long.toString(each.step())).uri(),
                    each.means()))
        .orElse(StageResult.NOTHING);
  }
}
