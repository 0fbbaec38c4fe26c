package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.evaluation.EvaluateSuite;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.Examination;
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

  /** The settings that judging on held-out prompts reads. */
  public static final String[] SETTINGS = {
    "evaluation.prompts",
    "evaluation.samples",
    "evaluation.temperature",
    "rollouts",
    "environment",
    "rewards",
    "training-engine",
    "torch",
    "seed"
  };

  private final StageContext context;
  private final PolicyRun config;
  private final BiConsumer<PolicyCheckpoint, EvaluationResult> judged;
  private final List<EvaluationResult> history = new ArrayList<>();

  /** Made when it is first needed, and once: a reward model's files are read to know them. */
  private Optional<RewardScorer> scorer;

  private RolloutSettings rollouts;

  private final Suites suites;

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
    this.suites = new Suites(context, config);
  }

  /**
   * Judges a checkpoint on held-out prompts and on suites, and cleans up the one that was the best
   * before; empty if no prompt is held out, or nothing could judge, and there are no suites.
   *
   * @param iteration the iteration that it ended; 0 for what reinforcement starts from
   */
  public Optional<EvaluationResult> evaluate(
      int iteration, PolicyCheckpoint policy, Prompts prompts) {
    Optional<EvaluationResult> heldOut = ofHeldOut(iteration, policy, prompts);
    Map<String, Double> metrics = ofSuites(iteration, policy, prompts);
    if (heldOut.isEmpty() && metrics.isEmpty()) {
      return Optional.empty();
    }
    EvaluationResult result =
        heldOut.orElse(new EvaluationResult(policy.step(), Map.of())).and(metrics);
    history.add(result);
    judged.accept(policy, result);
    return Optional.of(result);
  }

  /** Measures a checkpoint on the suites alone. */
  public Map<String, Double> ofSuites(int iteration, PolicyCheckpoint policy, Prompts prompts) {
    if (!Suites.areAsked(config) || isGone(policy, Suites.STAGE, suites.areDone(policy.step()))) {
      return Map.of();
    }
    return suites.evaluate(iteration, policy, prompts);
  }

  /** Judges a checkpoint on held-out prompts alone. */
  private Optional<EvaluationResult> ofHeldOut(
      int iteration, PolicyCheckpoint policy, Prompts prompts) {
    if (prompts.evalCount() == 0 || isGone(policy, EvaluatePolicy.STAGE, isEvaluated(policy))) {
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
            policy,
            Examination.ofHeldOut(
                HeldOut.of(prompts, config.evaluation()),
                HeldOut.identity(prompts, config.evaluation()),
                rollouts,
                scorer.get(),
                config.evaluation(),
                RunConversations.of(config)));
    // Fails early where the name is wrong, not after hours of training.
    result.accuracy(config.evaluation());
    return Optional.of(result);
  }

  private boolean isEvaluated(PolicyCheckpoint policy) {
    return context
        .run()
        .partition(Datasets.EVALUATIONS, Long.toString(policy.step()))
        .manifest()
        .isPresent();
  }

  /** Whether a policy was cleaned up before anybody asked for its evaluation. */
  private boolean isGone(PolicyCheckpoint policy, String stage, boolean done) {
    boolean gone = !done && CheckpointStore.isCleaned(policy.folder());
    if (gone) {
      context
          .progress()
          .message(
              "%s leaves step %d out: its checkpoint was cleaned up"
                  .formatted(stage, policy.step()));
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
                        EvaluatePolicy.declared(
                            EvaluatePolicy.STAGE,
                            context,
                            rollouts,
                            scorer,
                            config.evaluation(),
                            RunConversations.of(config)),
                        Map.of("prompts", "/" + config.evaluation().prompts()))))
        .orElse(List.of());
  }

  /** Whether prompts are held out, and something can judge. */
  static boolean areAsked(PolicyRun config) {
    PromptSettings prompts = config.prompts();
    boolean holdsOut =
        prompts.path() != null && (prompts.splitColumn() != null || prompts.evalFraction() > 0);
    return holdsOut && !config.rewards().stream().allMatch(RewardSettings::isDataset);
  }

  /** What judging has in memory; nothing where no prompt is held out, or nothing can judge. */
  public static List<StageWork> works(PolicyRun config) {
    return works("evaluation", true, config);
  }

  static List<StageWork> works(String name, boolean adapted, PolicyRun config) {
    return works(name, adapted, config.evaluation().samples(), config);
  }

  /** What watching the phases of fine-tuning has in memory: the likeliest answer to each prompt. */
  static List<StageWork> watching(PolicyRun config) {
    return config.watches() ? works("watching fine-tuning", false, 1, config) : List.of();
  }

  private static List<StageWork> works(
      String name, boolean adapted, int samples, PolicyRun config) {
    if (!areAsked(config)) {
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

  /** The stage that measures on suites, but for what it reads and how it is done. */
  public Stage suitesStage(Stage stage) {
    return stage
        .settings("evaluation.suites", "rollouts", "rewards", "training-engine", "torch", "seed")
        .writes(
            Suites.FOLDER + "/*/prompts/*",
            Suites.FOLDER + "/*/evaluations/step=*",
            Suites.FOLDER + "/*/held_out_verdicts/step=*",
            Suites.FOLDER + "/*/" + EvaluateSuite.COMPARED + "/evaluations/step=*",
            Suites.FOLDER + "/*/suite_results/step=*")
        .publishedAs(EvaluateSuite.STAGE)
        .publishedAs(EvaluateSuite.COMPARE)
        .publishedAs(EvaluateSuite.MEASURE)
        .input(EvaluatePolicy.POLICY, Preparation.OTHER_POLICY)
        .where(() -> Suites.areAsked(config))
        .declares(suites::readings)
        .works(() -> Suites.works(config));
  }

  /** The stage's result for a checkpoint. */
  public StageResult suitesResult(int iteration, PolicyCheckpoint policy, Prompts prompts) {
    return new StageResult(context.run().uri(Suites.FOLDER), ofSuites(iteration, policy, prompts));
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
