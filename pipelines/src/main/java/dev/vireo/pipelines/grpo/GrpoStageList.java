package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.advantages.CalibrateRewards;
import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.selection.CandidateRound;
import dev.vireo.jobs.selection.SelectGroups;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RewardMeans;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Selection;
import dev.vireo.store.audit.AuditFile;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The stages of the pipeline with what each reads and writes, each done on what is in the run
 * directory: so a scheduler runs them one by one.
 */
final class GrpoStageList {

  private final StageContext context;
  private final GrpoConfig config;
  private final GrpoStages stages;

  GrpoStageList(StageContext context, GrpoConfig config, GrpoStages stages) {
    this.context = context;
    this.config = config;
    this.stages = stages;
  }

  /** All stages. */
  List<Stage> stages() {
    long seed = context.seed();
    String starting = stages.iterations().starting();
    List<Stage> list = new ArrayList<>(stages.iterations().preparation().stages());
    Stage sampling =
        stages
            .iterations()
            .collectRollouts()
            .settings(
                "rollouts",
                "environment",
                "prompts-per-iteration",
                "dynamic-sampling",
                "training-engine",
                "torch",
                "seed");
    list.add(
        stages.sampling().isAsked()
            ? stages
                .sampling()
                .inRounds(sampling, iteration -> started(() -> sampledRounds(iteration)))
            : sampling);
    list.add(
        Stage.each("score-logprobs", 1)
            .settings(
                "rollouts.temperature",
                "iterative.every",
                "iterative.refresh-reference",
                "training-engine",
                "torch")
            .reads("collect-rollouts", SelectGroups.STAGE, starting)
            .readsBefore(UpdatePolicy.STAGE)
            .writes("logprobs/iteration=*")
            .where(config::needsReference)
            .declares(() -> Reading.of(ScoreLogprobs.declared(config.rollouts().temperature())))
            .works(() -> List.of(IterationWork.scoreLogprobs(config)))
            .does(iteration -> started(() -> scoreLogprobs(iteration))));
    list.add(
        Stage.each("publish-rewards", 1)
            .reads("collect-rollouts")
            .writes("published-rewards/*/rewards/iteration=*")
            .where(stages.iterations().rewards()::arePublished));
    list.add(
        Stage.each("score-rewards", 1)
            .settings("rewards", "training-engine", "torch")
            .reads("collect-rollouts", "publish-rewards")
            .readsBefore(FinishedRewardModel.STAGE)
            .writes(sampled("rewards/iteration=*"))
            .writesWhere(stages.iterations().rewards()::askJudges, sampled("verdicts/iteration=*"))
            .declares(() -> Reading.of(stages.declaredScores()))
            .works(() -> IterationWork.scoreRewards(config))
            .does(iteration -> started(() -> scoreRewards(iteration))));
    list.add(
        Stage.each(SelectGroups.STAGE, 1)
            .settings("dynamic-sampling", "prompts-per-iteration", "rollouts.chunk-groups")
            .reads("collect-rollouts", "score-rewards")
            .writes(selected())
            .where(stages.sampling()::isAsked)
            .declares(() -> Reading.of(stages.sampling().declaredSelection()))
            .does(iteration -> started(() -> selectGroups(iteration))));
    list.add(stages.calibrations().stage());
    Stage advantages =
        Stage.each(ComputeAdvantages.STAGE, 1)
            .settings("algorithm", "adjustment", "advantage", "aggregation")
            .reads("score-rewards", SelectGroups.STAGE, "score-logprobs")
            .writes("advantages/iteration=*")
            .declares(() -> Reading.of(ComputeAdvantages.declared(config.advantages())))
            .does(iteration -> started(() -> computeAdvantages(iteration)));
    list.add(
        stages.calibrations().isAsked()
            ? advantages.readsBefore(CalibrateRewards.STAGE)
            : advantages);
    list.add(
        Stage.each(UpdatePolicy.STAGE, 1)
            .settings("update", "training-engine", "torch", "seed")
            .reads(
                "collect-rollouts",
                "score-rewards",
                SelectGroups.STAGE,
                ComputeAdvantages.STAGE,
                "score-logprobs")
            .readsBefore(UpdatePolicy.STAGE)
            .writes("checkpoints/step-*", "metrics/iteration=*")
            .declares(() -> Reading.of(UpdatePolicy.declared(config.update(), seed)))
            .works(() -> List.of(IterationWork.updatePolicy(config, config.update())))
            .does(iteration -> started(() -> updatePolicy(iteration))));
    list.add(stages.iterations().evaluatePolicy());
    list.add(stages.iterations().evaluateSuites());
    list.add(
        Stage.each(AuditFile.STAGE, 1)
            .reads("collect-rollouts", "score-rewards")
            .writes(AuditFile.FOLDER + "/*/iteration=*")
            .where(() -> config.audit().every() > 0)
            .works(() -> List.of(GrpoWork.auditRewards()))
            .does(this::auditRewards));
    list.addAll(new RewardRoundStages(context, config, stages.rounds()).stages());
    return list;
  }

  /** Rollouts and rewards are those of the stages before unless groups are selected. */
  private String[] selected() {
    return stages.sampling().isAsked()
        ? new String[] {"selections/iteration=*", "rollouts/iteration=*", "rewards/iteration=*"}
        : new String[] {"selections/iteration=*"};
  }

  /** Where sampling writes: with dynamic sampling a folder for each round. */
  private String sampled(String folder) {
    return stages.sampling().isAsked() ? DynamicSampling.ofRounds(folder) : folder;
  }

  private StageResult started(Supplier<StageResult> stage) {
    return stages.iterations().started(stage);
  }

  /** A round is rewarded before the next begins. */
  private StageResult sampledRounds(int iteration) {
    candidates(iteration);
    return new StageResult(context.run().uri(CandidateRound.FOLDER), Map.of());
  }

  private StageResult scoreLogprobs(int iteration) {
    return stages
        .scoreLogprobs(iteration, stages.iterations().rollouts(iteration))
        .map(logprobs -> StageResult.of(logprobs, Map.of()))
        .orElse(StageResult.NOTHING);
  }

  private List<CandidateRound> candidates(int iteration) {
    return stages.candidates(
        iteration,
        stages.iterations().preparation().prompts(),
        stages.iterations().maker(iteration));
  }

  private StageResult selectGroups(int iteration) {
    DatasetHandle<Selection> selections =
        stages.sampling().select(iteration, candidates(iteration)).selections();
    return StageResult.of(selections, SelectGroups.metrics(selections.manifest().totals()));
  }

  private StageResult scoreRewards(int iteration) {
    if (stages.sampling().isAsked()) {
      return sampledRounds(iteration);
    }
    DatasetHandle<Rewards> scored =
        stages.scoreRewards(iteration, stages.iterations().rollouts(iteration));
    return StageResult.of(scored, RewardMeans.of(scored.manifest().totals()));
  }

  private StageResult computeAdvantages(int iteration) {
    DatasetHandle<Advantages> advantages =
        stages.computeAdvantages(
            iteration,
            stages.iterations().rollouts(iteration),
            stages.iterations().rewards(iteration),
            stages.logprobs(iteration));
    return StageResult.of(advantages, AdjustmentTotals.means(advantages.manifest().totals()));
  }

  private StageResult updatePolicy(int iteration) {
    PolicyCheckpoint policy =
        stages.updatePolicy(
            iteration,
            stages.iterations().policyAfter(iteration - 1),
            stages.iterations().rollouts(iteration),
            stages.iterations().rewards(iteration),
            context.run().partition(Datasets.ADVANTAGES, iteration).require(),
            stages.logprobs(iteration));
    return StageResult.of(policy, stages.iterations().bookkeeping().metrics(iteration));
  }

  private StageResult auditRewards(int iteration) {
    return stages
        .auditRewards(iteration)
        .map(audit -> new StageResult(context.run().uri(AuditFile.folder(1, iteration)), Map.of()))
        .orElse(StageResult.NOTHING);
  }
}
