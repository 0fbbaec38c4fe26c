package dev.vireo.pipelines.sft;

import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunRewards;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.run.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Demonstrations make a policy, phase after phase; held-out prompts may judge it. */
public final class SftPipeline implements Pipeline {

  private final StageContext context;
  private final SftSettings config;
  private final Preparation preparation;
  private final Evaluations evaluations;

  SftPipeline(StageContext context, SftSettings config) {
    this.context = context;
    this.config = config;
    this.preparation = new Preparation(context, config);
    this.evaluations = new Evaluations(context, config, (policy, result) -> {});
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>(preparation.stages());
    stages.add(
        Stage.once("evaluate-policy")
            .settings(Evaluations.SETTINGS)
            .reads("shard-prompts", "fine-tune-policy")
            .writes("evaluations/step=*")
            .writesWhere(new RunRewards(context, config)::askJudges, "held_out_verdicts/step=*")
            .where(config::judges)
            .declares(() -> Evaluations.readings(context, config))
            .works(() -> Evaluations.works(config))
            .does(none -> evaluations.result(evaluatePolicy(preparation.fineTuned()))));
    stages.add(
        evaluations
            .suitesStage(Stage.once("evaluate-suites"))
            .reads("shard-prompts", "fine-tune-policy")
            .does(
                none ->
                    evaluations.suitesResult(0, preparation.fineTuned(), preparation.prompts())));
    return stages;
  }

  @Override
  public void check() {
    if (config.judges()) {
      new RunRewards(context, config).check();
    }
  }

  @Override
  public RunSummary run() {
    PolicyCheckpoint base = preparation.base();
    if (config.judges()) {
      RunChecks.heldOutPrompts(config, preparation.prompts());
    }
    PolicyCheckpoint policy = preparation.fineTuned();
    evaluatePolicy(policy);
    policy.verify();
    return new RunSummary(base, policy, evaluations.history(), Optional.empty());
  }

  private Optional<EvaluationResult> evaluatePolicy(PolicyCheckpoint policy) {
    return config.judges()
        ? evaluations.evaluate(0, policy, preparation.prompts())
        : Optional.empty();
  }
}
