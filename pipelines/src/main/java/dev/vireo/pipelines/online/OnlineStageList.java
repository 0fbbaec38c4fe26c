package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.policy.AveragedReference;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.training.UpdateOnPreferences;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.Bookkeeping;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RewardMeans;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The stages of the pipeline with what each reads and writes, each done on what is in the run
 * directory: so a scheduler runs them one by one.
 */
final class OnlineStageList {

  private static final String PAIRS = OnlineStages.PAIRS + "/iteration=*/";

  private final OnlinePreferenceConfig config;
  private final IterationStages iterations;
  private final OnlineStages stages;
  private final long seed;

  OnlineStageList(OnlinePreferenceConfig config, OnlineStages stages) {
    this.config = config;
    this.stages = stages;
    this.iterations = stages.iterations();
    this.seed = config.seed();
  }

  /** All stages. */
  List<Stage> stages() {
    List<Stage> list = new ArrayList<>(iterations.preparation().stages());
    Stage sampling = iterations.collectRollouts();
    list.add(
        config.algorithm().hasOpponent()
            ? stages.opponents().stage(sampling, started(this::collectRollouts))
            : sampling.settings(
                "rollouts",
                "environment",
                "prompts-per-iteration",
                "training-engine",
                "torch",
                "seed",
                "algorithm"));
    list.add(
        Stage.each("score-rewards", 1)
            .settings("rewards", "training-engine", "torch")
            .reads("collect-rollouts")
            .writes("rewards/iteration=*")
            .writesWhere(iterations.rewards()::askJudges, "verdicts/iteration=*")
            .declares(() -> Reading.of(stages.declaredScores()))
            .works(() -> IterationWork.scoreRewards(config))
            .does(started(this::scoreRewards)));
    list.add(
        Stage.each(PairRollouts.STAGE, 1)
            .settings("pairs")
            .reads("collect-rollouts", "score-rewards", "starting-policy")
            .writes(PAIRS + Datasets.PREFERENCE_PAIRS.name())
            .where(this::pairs)
            .declares(() -> Reading.of(PairRollouts.declared(config.pairs().of(1))))
            .does(started(iteration -> StageResult.of(stages.pairRollouts(iteration), Map.of()))));
    list.add(
        ofReference(
            Stage.each(ScorePreferences.PAIRS, 1)
                .reads(PairRollouts.STAGE, iterations.starting())
                .writes(PAIRS + Datasets.PREFERENCE_LOGPROBS.name())
                .where(() -> pairs() && config.needsReference())
                .declares(() -> Reading.of(ScorePreferences.declaredPairs()))
                .works(() -> List.of(OnlineWork.scorePairs(config)))
                .does(started(this::scorePairs))));
    list.add(
        ofReference(
            Stage.each("score-logprobs", 1)
                .reads("collect-rollouts", iterations.starting())
                .writes("logprobs/iteration=*")
                .where(() -> !pairs())
                .declares(() -> Reading.of(ScoreLogprobs.declared(1)))
                .works(() -> List.of(IterationWork.scoreLogprobs(config)))
                .does(started(this::scoreLogprobs))));
    list.add(
        Stage.each(UpdatePolicy.STAGE, 1)
            .settings(updating())
            .reads(
                "collect-rollouts",
                "score-rewards",
                PairRollouts.STAGE,
                ScorePreferences.PAIRS,
                "score-logprobs")
            .readsBefore(UpdatePolicy.STAGE)
            .writes("checkpoints/step-*", "metrics/iteration=*")
            .declares(() -> Reading.of(declaredUpdate()))
            .works(() -> List.of(OnlineWork.updatePolicy(config)))
            .does(started(this::updatePolicy)));
    list.add(
        Stage.each(AveragedReference.STAGE, 1)
            .every(config.reference().every())
            .settings("reference")
            .reads(UpdatePolicy.STAGE, iterations.starting())
            .readsBefore(AveragedReference.STAGE)
            .writes(AveragedReference.FOLDER + "/step-*")
            .where(() -> config.reference().isMixed())
            .declares(() -> Reading.of(AveragedReference.declared(config.reference().weight())))
            .works(() -> List.of(OnlineWork.mixReference(config)))
            .does(started(this::mixReference)));
    list.add(iterations.evaluatePolicy());
    list.add(iterations.evaluateSuites());
    return list;
  }

  private String[] updating() {
    List<String> read =
        new ArrayList<>(List.of("preference", "training-engine", "torch", "seed", "algorithm"));
    read.addAll(
        switch (config.algorithm()) {
          case DPO -> List.of();
          case XPO -> List.of("xpo");
          case NASH_MD -> List.of("nash-md.probability", "pairs.reward");
        });
    return read.toArray(String[]::new);
  }

  private boolean pairs() {
    return config.algorithm() != OnlineAlgorithm.NASH_MD;
  }

  /** Says that a stage asks the reference policy. */
  private Stage ofReference(Stage stage) {
    stage.settings("reference", "training-engine", "torch");
    if (config.reference().every() > 0) {
      stage.readsBefore(
          config.reference().isMixed() ? AveragedReference.STAGE : UpdatePolicy.STAGE);
    }
    return stage;
  }

  private Fingerprint declaredUpdate() {
    return switch (config.algorithm()) {
      case DPO -> UpdateOnPreferences.declared(config.preference(), seed);
      case XPO -> UpdateOnPreferences.declaredXpo(config.preference(), config.xpo().alpha(), seed);
      case NASH_MD ->
          UpdateOnPreferences.declaredNashMd(
              config.preference(), config.pairs().reward(), config.nashMd().probability(), seed);
    };
  }

  private IntFunction<StageResult> started(IntFunction<StageResult> stage) {
    return iteration -> iterations.started(() -> stage.apply(iteration));
  }

  private StageResult scoreRewards(int iteration) {
    DatasetHandle<Rewards> scored = stages.scoreRewards(iteration, iterations.rollouts(iteration));
    return StageResult.of(scored, RewardMeans.of(scored.manifest().totals()));
  }

  private StageResult collectRollouts(int iteration) {
    DatasetHandle<Rollout> made =
        stages.collectRollouts(
            iteration, iterations.preparation().prompts(), iterations.policyAfter(iteration - 1));
    return StageResult.of(made, Bookkeeping.ofRollouts(made));
  }

  private StageResult scorePairs(int iteration) {
    return stages
        .scorePairs(iteration, stages.pairs(iteration))
        .map(made -> StageResult.of(made, Map.of()))
        .orElse(StageResult.NOTHING);
  }

  private StageResult scoreLogprobs(int iteration) {
    return StageResult.of(
        stages.scoreLogprobs(iteration, iterations.rollouts(iteration)), Map.of());
  }

  private StageResult updatePolicy(int iteration) {
    PolicyCheckpoint old = iterations.policyAfter(iteration - 1);
    DatasetHandle<Rollout> rollouts = iterations.rollouts(iteration);
    DatasetHandle<Rewards> rewards = iterations.rewards(iteration);
    PolicyCheckpoint policy =
        pairs()
            ? stages.updatePolicy(
                iteration,
                old,
                rollouts,
                rewards,
                stages.pairs(iteration),
                stages.pairLogprobs(iteration))
            : stages.updatePolicy(iteration, old, rollouts, rewards, stages.logprobs(iteration));
    return StageResult.of(policy, iterations.bookkeeping().metrics(iteration));
  }

  private StageResult mixReference(int iteration) {
    return iteration % config.reference().every() == 0
        ? new StageResult(stages.references().after(iteration).toString(), Map.of())
        : StageResult.NOTHING;
  }
}
