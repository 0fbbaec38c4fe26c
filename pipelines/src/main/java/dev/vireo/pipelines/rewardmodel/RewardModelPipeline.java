package dev.vireo.pipelines.rewardmodel;

import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.evaluation.EvaluateRewardModel;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.StartingRewardModel;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.TrainRewardModel;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.pipelines.run.LastCheckpoint;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Preferences as data flows: pairs or single completions in tokens, a language model with a new
 * head that is trained on them, a report on what is held out, and the model as others use it.
 */
public final class RewardModelPipeline implements Pipeline {

  private static final String OTHER_MODEL = "policy.model or policy.from: files have changed";

  private final StageContext context;
  private final RewardModelConfig config;
  private PolicyCheckpoint base;
  private RewardDataSource source;

  RewardModelPipeline(StageContext context, RewardModelConfig config) {
    this.context = context;
    this.config = config;
  }

  @Override
  public StageResult run() {
    RewardData data = data();
    PolicyCheckpoint model = trained(data, starting(data));
    EvaluateRewardModel.Result<?> evaluation = data.judge(context, model, config);
    return StageResult.of(saved(data, model, evaluation), evaluation.metrics());
  }

  @Override
  public List<Stage> stages() {
    String making = RewardDataSource.stage(config);
    return List.of(
        Stage.once(making)
            .settings("preferences", "rollout-pairs", "unpaired", "policy.special-tokens")
            .writes(RewardDataSource.dataset(config))
            .input("source", "the preferences' rows have changed")
            .input("tokenizer", "policy.model: its tokenizer's files have changed")
            .input("rollouts", "rollout-pairs.run: its rollouts have changed")
            .input("rewards", "rollout-pairs.run: its rewards have changed")
            .declares(() -> RewardDataSource.readings(config))
            .does(none -> StageResult.of(data().dataset(), Map.of())),
        Stage.once(StartingRewardModel.STAGE)
            .settings("policy.model", "policy.from", "policy.adapter", "seed")
            .reads(making)
            .writes(UpdatePolicy.folder(0))
            .input("policy", OTHER_MODEL)
            .declares(() -> Reading.of(StartingRewardModel.declared(adapter(), context.seed())))
            .does(none -> new StageResult(starting(data()).toString(), Map.of())),
        Stage.once(TrainRewardModel.STAGE)
            .settings("reward-model", "evaluation.held-out", "training-engine", "torch", "seed")
            .reads(making, StartingRewardModel.STAGE)
            .writes("checkpoints/step-*")
            .input("model", OTHER_MODEL)
            .declares(() -> Reading.of(training()))
            .works(() -> List.of(RewardModelWork.training(config)))
            .does(none -> new StageResult(trained().toString(), Map.of())),
        Stage.once(EvaluateRewardModel.STAGE)
            .settings("evaluation", "training-engine", "torch")
            .reads(making, TrainRewardModel.STAGE)
            .writes(EvaluateRewardModel.FOLDER)
            .declares(() -> Reading.of(EvaluateRewardModel.declared(config.evaluation())))
            .works(() -> List.of(RewardModelWork.judging(config)))
            .does(
                none ->
                    new StageResult(
                        context.run().uri(EvaluateRewardModel.FOLDER),
                        data().judge(context, trained(), config).metrics())),
        Stage.once(FinishedRewardModel.STAGE)
            .settings("save-as")
            .reads(TrainRewardModel.STAGE, EvaluateRewardModel.STAGE)
            .writes(FinishedRewardModel.FOLDER)
            .declares(() -> Reading.of(FinishedRewardModel.declared(config.saveAs())))
            .does(
                none -> {
                  RewardData data = data();
                  PolicyCheckpoint model = trained();
                  return StageResult.of(
                      saved(data, model, data.judge(context, model, config)), Map.of());
                }));
  }

  private Fingerprint training() {
    return TrainRewardModel.declared(
        config.rewardModel(), config.evaluation().heldOut(), context.seed());
  }

  private PolicyCheckpoint base() {
    if (base == null) {
      base =
          PolicyCheckpoint.starting(Path.of(config.policy().model()))
              .multipliedIn(config.products());
    }
    return base;
  }

  private RewardDataSource source() {
    if (source == null) {
      source = new RewardDataSource(context, config, base());
    }
    return source;
  }

  private RewardData data() {
    return source().read(RewardTexts.of(config, base()).reading());
  }

  private PolicyCheckpoint starting(RewardData data) {
    return StartingRewardModel.run(
        context,
        base(),
        config.head(),
        adapter(),
        data.dataset().contentHash(),
        () -> text(recipe(data)),
        UpdatePolicy.folder(0));
  }

  private RewardRecipe recipe(RewardData data) {
    return RewardTexts.of(config, base()).recipe(data, source().chat());
  }

  private static StartingRewardModel.Text text(RewardRecipe recipe) {
    return new StartingRewardModel.Text(recipe.padTokenId(), recipe.json());
  }

  private Optional<LoraSettings> adapter() {
    return Optional.ofNullable(config.policy().adapter());
  }

  private PolicyCheckpoint trained() {
    RewardData data = data();
    return trained(data, starting(data));
  }

  private PolicyCheckpoint trained(RewardData data, PolicyCheckpoint starting) {
    return LastCheckpoint.of(context, data.train(context, starting, config), config.checkpoints());
  }

  private PublishedFolder saved(
      RewardData data, PolicyCheckpoint model, EvaluateRewardModel.Result<?> evaluation) {
    Map<String, Double> metrics = evaluation.metrics();
    return FinishedRewardModel.run(
        context,
        model,
        evaluation.hash(),
        () -> text(recipe(data).with(metrics.get("reward/mean"), metrics.get("reward/std"))),
        config.saveAs());
  }
}
