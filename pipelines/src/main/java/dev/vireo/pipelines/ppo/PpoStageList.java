package dev.vireo.pipelines.ppo;

import dev.vireo.jobs.advantages.EstimateAdvantages;
import dev.vireo.jobs.advantages.EstimationTotals;
import dev.vireo.jobs.policy.StartingCritic;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.scores.ScoreValues;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdateCritic;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.Bookkeeping;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RewardMeans;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The stages of the pipeline with what each reads and writes, each done on what is in the run
 * directory: so a scheduler runs them one by one.
 */
final class PpoStageList {

  private static final String OTHER_CRITIC =
      "critic.from, or what the critic was trained on: files have changed";

  private final StageContext context;
  private final PpoConfig config;
  private final IterationStages iterations;
  private final PpoStages stages;

  PpoStageList(
      StageContext context, PpoConfig config, IterationStages iterations, PpoStages stages) {
    this.context = context;
    this.config = config;
    this.iterations = iterations;
    this.stages = stages;
  }

  /** All stages. */
  List<Stage> stages() {
    List<Stage> list = new ArrayList<>(iterations.preparation().stages());
    list.add(startingCritic());
    list.add(iterations.collectRollouts());
    list.add(
        Stage.each("score-logprobs", 1)
            .settings("rollouts.temperature", "training-engine", "torch")
            .reads("collect-rollouts", iterations.starting())
            .writes("logprobs/iteration=*")
            .where(config::needsReference)
            .declares(() -> Reading.of(ScoreLogprobs.declared(config.rollouts().temperature())))
            .works(() -> List.of(IterationWork.scoreLogprobs(config)))
            .does(started(this::scoreLogprobs)));
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
        Stage.each(ScoreValues.STAGE, 1)
            .settings("score.position", "training-engine", "torch")
            .reads("collect-rollouts", StartingCritic.STAGE)
            .readsBefore(UpdateCritic.STAGE)
            .writes("values/iteration=*")
            .input("critic", OTHER_CRITIC)
            .declares(() -> Reading.of(ScoreValues.declared(config.score().position())))
            .works(() -> List.of(PpoWork.scoreValues(config)))
            .does(
                started(
                    iteration ->
                        StageResult.of(
                            stages.scoreValues(
                                iteration,
                                iterations.rollouts(iteration),
                                stages.criticAfter(iteration - 1)),
                            Map.of()))));
    list.add(estimateAdvantages());
    list.add(
        Stage.each(UpdateCritic.STAGE, 1)
            .settings("critic.update", "training-engine", "torch", "seed")
            .reads("collect-rollouts", ScoreValues.STAGE, EstimateAdvantages.STAGE)
            .readsBefore(UpdateCritic.STAGE)
            .writes("critic/step-*")
            .input("critic", OTHER_CRITIC)
            .declares(
                () -> Reading.of(UpdateCritic.declared(config.critic().update(), context.seed())))
            .works(() -> List.of(PpoWork.updateCritic(config)))
            .does(
                started(
                    iteration ->
                        new StageResult(
                            updateCritic(iteration).checkpoint().toString(), Map.of()))));
    list.add(
        Stage.each(UpdatePolicy.STAGE, 1)
            .settings("update", "critic.warm-up", "training-engine", "torch", "seed")
            .reads(
                "collect-rollouts",
                "score-rewards",
                EstimateAdvantages.STAGE,
                "score-logprobs",
                UpdateCritic.STAGE)
            .readsBefore(UpdatePolicy.STAGE)
            .writes("checkpoints/step-*", "metrics/iteration=*")
            .publishedAs(Bookkeeping.STAGE)
            .declares(this::updateReadings)
            .works(() -> List.of(IterationWork.updatePolicy(config, config.update())))
            .does(started(this::updatePolicy)));
    list.add(iterations.evaluatePolicy());
    list.add(iterations.evaluateSuites());
    return list;
  }

  private List<Reading> updateReadings() {
    List<Reading> readings =
        new ArrayList<>(Reading.of(UpdatePolicy.declared(config.update(), context.seed())));
    new PublishedWarmUp(context.run()).reading(config.critic().warmUp()).ifPresent(readings::add);
    return readings;
  }

  private Stage startingCritic() {
    Stage stage =
        Stage.once(StartingCritic.STAGE)
            .settings("critic.from", "critic.adapter", "seed")
            .writes(UpdateCritic.folder(0))
            .input("policy", Preparation.OTHER_POLICY)
            .where(() -> config.critic().from() == null || config.critic().adapter() != null)
            .otherwise("critic.from")
            .declares(
                () ->
                    Reading.of(
                        config.critic().adapter() == null
                            ? StartingCritic.declared(context.seed())
                            : StartingCritic.declared(config.critic().adapter(), context.seed())))
            .does(none -> new StageResult(stages.startingCritic().toString(), Map.of()));
    return config.critic().from() == null ? stage.reads("fine-tune-policy") : stage;
  }

  private Stage estimateAdvantages() {
    Stage stage =
        Stage.each(EstimateAdvantages.STAGE, 1)
            .settings("score", "kl", "gae", "whitening")
            .reads("score-rewards", ScoreValues.STAGE, "score-logprobs")
            .writes("advantages/iteration=*")
            .declares(() -> Reading.of(EstimateAdvantages.declared(config.estimation())))
            .does(started(this::estimateAdvantages));
    return config.kl().adapts() ? stage.readsBefore(EstimateAdvantages.STAGE) : stage;
  }

  private IntFunction<StageResult> started(IntFunction<StageResult> stage) {
    return iteration -> iterations.started(() -> stage.apply(iteration));
  }

  private StageResult scoreRewards(int iteration) {
    DatasetHandle<Rewards> scored = stages.scoreRewards(iteration, iterations.rollouts(iteration));
    return StageResult.of(scored, RewardMeans.of(scored.manifest().totals()));
  }

  private StageResult estimateAdvantages(int iteration) {
    DatasetHandle<Advantages> made = stages.estimateAdvantages(iteration, inputs(iteration));
    return StageResult.of(made, EstimationTotals.means(made.manifest().totals()));
  }

  private Trainer.Outcome updateCritic(int iteration) {
    return stages.updateCritic(
        iteration, stages.criticAfter(iteration - 1), inputs(iteration), advantages(iteration));
  }

  private StageResult updatePolicy(int iteration) {
    // That it is there, before it is asked for once more.
    stages.criticAfter(iteration);
    return StageResult.of(
        stages.updatePolicy(
            iteration,
            iterations.policyAfter(iteration - 1),
            inputs(iteration),
            advantages(iteration),
            updateCritic(iteration)),
        iterations.bookkeeping().metrics(iteration));
  }

  private EstimateAdvantages.Inputs inputs(int iteration) {
    return new EstimateAdvantages.Inputs(
        iterations.rollouts(iteration),
        iterations.rewards(iteration),
        context.run().partition(Datasets.VALUES, iteration).require(),
        logprobs(iteration));
  }

  private DatasetHandle<Advantages> advantages(int iteration) {
    return context.run().partition(Datasets.ADVANTAGES, iteration).require();
  }

  /** What {@code score-logprobs} has published. */
  private Optional<DatasetHandle<Logprobs>> logprobs(int iteration) {
    return config.needsReference()
        ? Optional.of(context.run().partition(Datasets.LOGPROBS, iteration).require())
        : Optional.empty();
  }

  private StageResult scoreLogprobs(int iteration) {
    return stages
        .scoreLogprobs(iteration, iterations.rollouts(iteration))
        .map(made -> StageResult.of(made, Map.of()))
        .orElse(StageResult.NOTHING);
  }
}
