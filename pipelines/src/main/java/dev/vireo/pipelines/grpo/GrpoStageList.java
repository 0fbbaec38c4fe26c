package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.advantages.CalibrateRewards;
import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.selection.CandidateRound;
import dev.vireo.jobs.selection.SelectGroups;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Selection;
import dev.vireo.store.audit.AuditFile;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The stages of the pipeline with what each reads and writes, each done on what is in the run
 * directory: so a scheduler runs them one by one.
 */
final class GrpoStageList {

  private static final String PROMPTS = "the prompts have changed";

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
    String starting = config.policy().adapter() == null ? "fine-tune-policy" : "starting-adapter";
    List<Stage> list = new ArrayList<>(stages.preparation().stages());
    list.add(
        Stage.each("collect-rollouts", 1)
            .settings("rollouts", "prompts-per-iteration", "dynamic-sampling", "seed")
            .reads("shard-prompts", starting)
            .readsBefore(UpdatePolicy.STAGE)
            .writes(sampled("rollouts/iteration=*"))
            .input("policy", Preparation.OTHER_POLICY)
            .input("prompts", PROMPTS)
            .declares(
                () ->
                    List.of(
                        new Reading(
                            "",
                            CollectRollouts.declared(RunRollouts.of(config, Progress.NONE), seed),
                            Map.of("prompts", promptsEnding()))))
            .works(() -> List.of(GrpoWork.collectRollouts(config)))
            .does(this::collectRollouts));
    list.add(
        Stage.each("score-logprobs", 1)
            .settings("rollouts.temperature", "iterative.every", "iterative.refresh-reference")
            .reads("collect-rollouts", SelectGroups.STAGE, starting)
            .readsBefore(UpdatePolicy.STAGE)
            .writes("logprobs/iteration=*")
            .where(config::needsReference)
            .declares(() -> Reading.of(ScoreLogprobs.declared(config.rollouts().temperature())))
            .works(() -> List.of(GrpoWork.scoreLogprobs(config)))
            .does(iteration -> started(() -> scoreLogprobs(iteration))));
    list.add(
        Stage.each("publish-rewards", 1)
            .reads("collect-rollouts")
            .writes("published-rewards/*/rewards/iteration=*"));
    list.add(
        Stage.each("score-rewards", 1)
            .settings("rewards")
            .reads("collect-rollouts", "publish-rewards")
            .readsBefore(FinishedRewardModel.STAGE)
            .writes(sampled("rewards/iteration=*"), sampled("verdicts/iteration=*"))
            .declares(() -> Reading.of(stages.declaredScores()))
            .works(() -> GrpoWork.scoreRewards(config))
            .does(iteration -> started(() -> scoreRewards(iteration))));
    list.add(
        Stage.each(SelectGroups.STAGE, 1)
            .settings("dynamic-sampling", "prompts-per-iteration", "rollouts.chunk-groups")
            .reads("collect-rollouts", "score-rewards")
            .writes("selections/iteration=*", "rollouts/iteration=*", "rewards/iteration=*")
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
            .settings("update", "seed")
            .reads(
                "collect-rollouts",
                "score-rewards",
                SelectGroups.STAGE,
                ComputeAdvantages.STAGE,
                "score-logprobs")
            .readsBefore(UpdatePolicy.STAGE)
            .writes("checkpoints/step-*", "metrics/iteration=*")
            .declares(() -> Reading.of(UpdatePolicy.declared(config.update(), seed)))
            .works(() -> List.of(GrpoWork.updatePolicy(config)))
            .does(iteration -> started(() -> updatePolicy(iteration))));
    list.add(
        Stage.each("evaluate-policy", 0)
            .settings("evaluation", "rollouts", "rewards", "seed")
            .reads("shard-prompts", starting, UpdatePolicy.STAGE)
            .writes("evaluations/step=*", "held_out_verdicts/step=*")
            .input("policy", Preparation.OTHER_POLICY)
            .input("prompts", PROMPTS)
            .declares(() -> Evaluations.readings(context, config))
            .works(() -> Evaluations.works(config))
            .does(iteration -> started(() -> evaluatePolicy(iteration))));
    list.add(
        Stage.each(AuditFile.STAGE, 1)
            .reads("collect-rollouts", "score-rewards")
            .writes(AuditFile.FOLDER + "/*/iteration=*")
            .where(() -> config.audit().every() > 0)
            .works(() -> List.of(GrpoWork.auditRewards()))
            .does(this::auditRewards));
    list.addAll(new RewardRoundStages(context, config.iterative(), stages.rounds()).stages());
    return list;
  }

  /** Where sampling writes: with dynamic sampling a folder for each round. */
  private String sampled(String folder) {
    return stages.sampling().isAsked() ? CandidateRound.FOLDER + "/*/" + folder : folder;
  }

  private String promptsEnding() {
    return stages.sampling().isAsked()
        ? stages.sampling().promptsEnding()
        : "/" + config.promptsPerIteration();
  }

  /** The single stage of an iteration: it depends on what the configuration begins with. */
  private StageResult started(Supplier<StageResult> stage) {
    stages.checkPrompts();
    refuseOtherStart();
    return stage.get();
  }

  private StageResult collectRollouts(int iteration) {
    return started(
        () -> {
          if (stages.sampling().isAsked()) {
            // A round is rewarded before the next begins.
            candidates(iteration);
            return new StageResult(context.run().uri(CandidateRound.FOLDER), Map.of());
          }
          DatasetHandle<Rollout> rollouts =
              stages.collectRollouts(
                  iteration, stages.preparation().prompts(), stages.policyAfter(iteration - 1));
          return StageResult.of(rollouts, Bookkeeping.ofRollouts(rollouts));
        });
  }

  private StageResult scoreLogprobs(int iteration) {
    return stages
        .scoreLogprobs(iteration, rollouts(iteration))
        .map(logprobs -> StageResult.of(logprobs, Map.of()))
        .orElse(StageResult.NOTHING);
  }

  private List<CandidateRound> candidates(int iteration) {
    return stages.candidates(
        iteration, stages.preparation().prompts(), stages.policyAfter(iteration - 1));
  }

  private StageResult selectGroups(int iteration) {
    DatasetHandle<Selection> selections =
        stages.sampling().select(iteration, candidates(iteration)).selections();
    return StageResult.of(selections, SelectGroups.metrics(selections.manifest().totals()));
  }

  private StageResult scoreRewards(int iteration) {
    if (stages.sampling().isAsked()) {
      candidates(iteration);
      return new StageResult(context.run().uri(CandidateRound.FOLDER), Map.of());
    }
    DatasetHandle<Rewards> scored = stages.scoreRewards(iteration, rollouts(iteration));
    return StageResult.of(scored, RewardMeans.of(scored.manifest().totals()));
  }

  private StageResult computeAdvantages(int iteration) {
    DatasetHandle<Advantages> advantages =
        stages.computeAdvantages(
            iteration, rollouts(iteration), rewards(iteration), stages.logprobs(iteration));
    return StageResult.of(advantages, AdjustmentTotals.means(advantages.manifest().totals()));
  }

  private StageResult updatePolicy(int iteration) {
    PolicyCheckpoint policy =
        stages.updatePolicy(
            iteration,
            stages.policyAfter(iteration - 1),
            rollouts(iteration),
            rewards(iteration),
            context.run().partition(Datasets.ADVANTAGES, iteration).require(),
            stages.logprobs(iteration));
    return StageResult.of(policy, stages.bookkeeping().metrics(iteration));
  }

  private StageResult evaluatePolicy(int iteration) {
    return stages
        .evaluations()
        .result(
            stages
                .evaluations()
                .evaluate(
                    iteration, stages.policyAfter(iteration), stages.preparation().prompts()));
  }

  private StageResult auditRewards(int iteration) {
    return stages
        .auditRewards(iteration)
        .map(audit -> new StageResult(context.run().uri(AuditFile.folder(1, iteration)), Map.of()))
        .orElse(StageResult.NOTHING);
  }

  /** A single stage reads what it finds: that must have begun where this configuration begins. */
  private void refuseOtherStart() {
    Prompts prompts = stages.preparation().prompts();
    PolicyCheckpoint reference = stages.preparation().reference();
    boolean dynamic = stages.sampling().isAsked();
    Partition<Rollout> first =
        dynamic ? stages.sampling().first() : context.run().partition(Datasets.ROLLOUTS, 1);
    Fingerprint now =
        dynamic
            ? stages.sampling().declaredFirst(prompts, reference)
            : CollectRollouts.declared(stages.rollouts(), context.seed())
                .input("prompts", IterationPrompts.identity(prompts, config.promptsPerIteration()))
                .input("policy", reference.contentHash());
    first.manifest().ifPresent(there -> StageChange.refuse(first.uri(), there.fingerprint(), now));
  }

  private DatasetHandle<Rollout> rollouts(int iteration) {
    return context.run().partition(Datasets.ROLLOUTS, iteration).require();
  }

  private DatasetHandle<Rewards> rewards(int iteration) {
    return context.run().partition(Datasets.REWARDS, iteration).require();
  }
}
