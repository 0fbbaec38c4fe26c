package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.policy.AveragedReference;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.training.UpdateOnPreferences;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RewardMeans;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
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

  OnlineStageList(OnlinePreferenceConfig config, IterationStages iterations, OnlineStages stages) {
    this.config = config;
    this.iterations = iterations;
    this.stages = stages;
    this.seed = config.seed();
  }

  /** All stages. */
  List<Stage> stages() {
    List<Stage> list = new ArrayList<>(iterations.preparation().stages());
    list.add(iterations.collectRollouts());
    list.add(
        Stage.each("score-rewards", 1)
            .settings("rewards")
            .reads("collect-rollouts")
            .writes("rewards/iteration=*", "verdicts/iteration=*")
            .declares(() -> Reading.of(stages.declaredScores()))
            .works(() -> IterationWork.scoreRewards(config))
            .does(started(this::scoreRewards)));
    list.add(
        Stage.each(PairRollouts.STAGE, 1)
            .settings("pairs")
            .reads("collect-rollouts", "score-rewards", "starting-policy")
            .writes(PAIRS + Datasets.PREFERENCE_PAIRS.name())
            .declares(() -> Reading.of(PairRollouts.declared(config.pairs().of(1))))
            .does(started(iteration -> StageResult.of(stages.pairRollouts(iteration), Map.of()))));
    list.add(scorePairs());
    list.add(
        Stage.each(UpdatePolicy.STAGE, 1)
            .settings("preference", "seed")
            .reads("collect-rollouts", "score-rewards", PairRollouts.STAGE, ScorePreferences.PAIRS)
            .readsBefore(UpdatePolicy.STAGE)
            .writes("checkpoints/step-*", "metrics/iteration=*")
            .declares(() -> Reading.of(UpdateOnPreferences.declared(config.preference(), seed)))
            .works(() -> List.of(OnlineWork.updatePolicy(config)))
            .does(started(this::updatePolicy)));
    list.add(
        Stage.each(AveragedReference.STAGE, 1)
            .every(config.reference().every())
            .settings("reference.every", "reference.weight")
            .reads(UpdatePolicy.STAGE, iterations.starting())
            .readsBefore(AveragedReference.STAGE)
            .writes(AveragedReference.FOLDER + "/step-*")
            .where(() -> config.reference().isMixed())
            .declares(() -> Reading.of(AveragedReference.declared(config.reference().weight())))
            .works(() -> List.of(OnlineWork.mixReference(config)))
            .does(started(this::mixReference)));
    list.add(iterations.evaluatePolicy());
    return list;
  }

  private Stage scorePairs() {
    Stage stage =
        Stage.each(ScorePreferences.PAIRS, 1)
            .settings("reference.every", "reference.weight")
            .reads(PairRollouts.STAGE, iterations.starting())
            .readsBefore(UpdatePolicy.STAGE)
            .writes(PAIRS + Datasets.PREFERENCE_LOGPROBS.name())
            .where(config::needsReference)
            .declares(() -> Reading.of(ScorePreferences.declaredPairs()))
            .works(() -> List.of(OnlineWork.scorePairs(config)))
            .does(
                started(
                    iteration ->
                        stages
                            .scorePairs(iteration, stages.pairs(iteration))
                            .map(made -> StageResult.of(made, Map.of()))
                            .orElse(StageResult.NOTHING)));
    return config.reference().isMixed() ? stage.readsBefore(AveragedReference.STAGE) : stage;
  }

  private IntFunction<StageResult> started(IntFunction<StageResult> stage) {
    return iteration -> iterations.started(() -> stage.apply(iteration));
  }

  private StageResult scoreRewards(int iteration) {
    DatasetHandle<Rewards> scored = stages.scoreRewards(iteration, iterations.rollouts(iteration));
    return StageResult.of(scored, RewardMeans.of(scored.manifest().totals()));
  }

  private StageResult updatePolicy(int iteration) {
    PolicyCheckpoint policy =
        stages.updatePolicy(
            iteration,
            iterations.policyAfter(iteration - 1),
            iterations.rollouts(iteration),
            iterations.rewards(iteration),
            stages.pairs(iteration),
            stages.logprobs(iteration));
    return StageResult.of(policy, iterations.bookkeeping().metrics(iteration));
  }

  private StageResult mixReference(int iteration) {
    return iteration % config.reference().every() == 0
        ? new StageResult(stages.referenceAfter(iteration).toString(), Map.of())
        : StageResult.NOTHING;
  }
}
