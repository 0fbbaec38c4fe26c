package dev.vireo.pipelines.rewardmodel;

import dev.vireo.jobs.data.preferences.BoundaryTokens;
import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.ShardPreferences;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.evaluation.EvaluateRewardModel;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.StartingRewardModel;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.TrainRewardModel;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.pipelines.run.LastCheckpoint;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Preferences as data flows: pairs in tokens, a language model with a new head that is trained on
 * them, a report on held-out pairs, and the model as others use it.
 */
public final class RewardModelPipeline implements Pipeline {

  private static final String OTHER_MODEL = "policy.model or policy.from: files have changed";

  private final StageContext context;
  private final RewardModelConfig config;
  private PolicyCheckpoint base;

  RewardModelPipeline(StageContext context, RewardModelConfig config) {
    this.context = context;
    this.config = config;
  }

  @Override
  public StageResult run() {
    DatasetHandle<PreferencePair> pairs = pairs();
    PolicyCheckpoint model = trained(pairs, starting(pairs));
    EvaluateRewardModel.Result evaluation = judged(pairs, model);
    return StageResult.of(saved(pairs, model, evaluation), EvaluateRewardModel.metrics(evaluation));
  }

  @Override
  public List<Stage> stages() {
    String source = config.fromRollouts() ? PairRollouts.STAGE : ShardPreferences.STAGE;
    return List.of(
        Stage.once(source)
            .settings("preferences", "rollout-pairs", "policy.special-tokens")
            .writes("preference_pairs")
            .input("source", "the preferences' rows have changed")
            .input("tokenizer", "policy.model: its tokenizer's files have changed")
            .input("rollouts", "rollout-pairs.run: its rollouts have changed")
            .input("rewards", "rollout-pairs.run: its rewards have changed")
            .declares(this::sourceReadings)
            .does(none -> StageResult.of(pairs(), Map.of())),
        Stage.once(StartingRewardModel.STAGE)
            .settings("policy.adapter", "seed")
            .reads(source)
            .writes(UpdatePolicy.folder(0))
            .input("policy", OTHER_MODEL)
            .declares(() -> Reading.of(StartingRewardModel.declared(adapter(), context.seed())))
            .does(none -> new StageResult(starting(pairs()).toString(), Map.of())),
        Stage.once(TrainRewardModel.STAGE)
            .settings("reward-model", "evaluation.held-out", "seed")
            .reads(source, StartingRewardModel.STAGE)
            .writes("checkpoints/step-*")
            .input("model", OTHER_MODEL)
            .declares(() -> Reading.of(training()))
            .works(() -> List.of(RewardModelWork.training(config)))
            .does(none -> new StageResult(trained().toString(), Map.of())),
        Stage.once(EvaluateRewardModel.STAGE)
            .settings("evaluation")
            .reads(source, TrainRewardModel.STAGE)
            .writes(EvaluateRewardModel.FOLDER)
            .declares(() -> Reading.of(EvaluateRewardModel.declared(config.evaluation())))
            .works(() -> List.of(RewardModelWork.judging(config)))
            .does(
                none -> {
                  EvaluateRewardModel.Result result = judged(pairs(), trained());
                  return new StageResult(
                      context.run().uri(EvaluateRewardModel.FOLDER),
                      EvaluateRewardModel.metrics(result));
                }),
        Stage.once(FinishedRewardModel.STAGE)
            .reads(TrainRewardModel.STAGE, EvaluateRewardModel.STAGE)
            .writes(FinishedRewardModel.FOLDER)
            .does(
                none -> {
                  DatasetHandle<PreferencePair> pairs = pairs();
                  PolicyCheckpoint model = trained();
                  return StageResult.of(saved(pairs, model, judged(pairs, model)), Map.of());
                }));
  }

  private List<Reading> sourceReadings() {
    return Reading.of(
        config.fromRollouts()
            ? PairRollouts.declared(config.rolloutPairs())
            : ShardPreferences.declared(config.preferences()));
  }

  private Fingerprint training() {
    return TrainRewardModel.declared(
        config.rewardModel(), config.evaluation().heldOut(), context.seed());
  }

  private PolicyCheckpoint base() {
    if (base == null) {
      base = PolicyCheckpoint.starting(Path.of(config.policy().model()));
    }
    return base;
  }

  private PolicyEncoder encoder() {
    return new PolicyEncoder(base(), config.policy().specialTokens());
  }

  private DatasetHandle<PreferencePair> pairs() {
    return config.fromRollouts()
        ? PairRollouts.of(config.rolloutPairs(), TokenTexts.of(base())).run(context)
        : sharding().run(context.session(), context.run(), context.progress());
  }

  private ShardPreferences sharding() {
    BoundaryTokens boundaries = BoundaryTokens.of(Tokenizers.of(base()));
    return ShardPreferences.of(config.preferences(), encoder(), boundaries);
  }

  private RewardPairSource source(DatasetHandle<PreferencePair> pairs) {
    RewardTexts texts = RewardTexts.of(config, base());
    return texts.source(pairs, config.evaluation().heldOut());
  }

  private PolicyCheckpoint starting(DatasetHandle<PreferencePair> pairs) {
    return StartingRewardModel.run(
        context,
        base(),
        config.head(),
        adapter(),
        pairs.contentHash(),
        () -> text(recipe(pairs)),
        UpdatePolicy.folder(0));
  }

  private RewardRecipe recipe(DatasetHandle<PreferencePair> pairs) {
    return RewardTexts.of(config, base()).recipe(context.session(), pairs);
  }

  private static StartingRewardModel.Text text(RewardRecipe recipe) {
    return new StartingRewardModel.Text(recipe.padTokenId(), recipe.json());
  }

  private Optional<LoraSettings> adapter() {
    return Optional.ofNullable(config.policy().adapter());
  }

  private PolicyCheckpoint trained() {
    DatasetHandle<PreferencePair> pairs = pairs();
    return trained(pairs, starting(pairs));
  }

  private PolicyCheckpoint trained(DatasetHandle<PreferencePair> pairs, PolicyCheckpoint starting) {
    return LastCheckpoint.of(
        context,
        TrainRewardModel.run(context, starting, source(pairs), config.rewardModel()),
        config.checkpoints());
  }

  private EvaluateRewardModel.Result judged(
      DatasetHandle<PreferencePair> pairs, PolicyCheckpoint model) {
    return EvaluateRewardModel.run(context, model, source(pairs), config.evaluation());
  }

  private PublishedFolder saved(
      DatasetHandle<PreferencePair> pairs,
      PolicyCheckpoint model,
      EvaluateRewardModel.Result evaluation) {
    return FinishedRewardModel.run(
        context,
        model,
        evaluation.hash(),
        () ->
            text(
                recipe(pairs)
                    .with(
                        evaluation.report().rewardMean(),
                        evaluation.report().rewardStandardDeviation())));
  }
}
