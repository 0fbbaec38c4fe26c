package dev.vireo.pipelines.preference;

import dev.vireo.jobs.data.preferences.BoundaryTokens;
import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.data.preferences.PairTokens;
import dev.vireo.jobs.data.preferences.ShardPreferences;
import dev.vireo.jobs.data.preferences.ShardUnpaired;
import dev.vireo.jobs.data.preferences.Verdict;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.training.TrainPreferences;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.LastCheckpoint;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunRewards;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.schemas.UnpairedLogprobs;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Preferences as data flows: pairs, or completions with a verdict, in tokens; what the reference
 * policy makes of them; a policy trained on both. Held-out prompts may judge it.
 */
public final class PreferencePipeline implements Pipeline {

  private final StageContext context;
  private final PreferenceConfig config;
  private final Preparation preparation;
  private final Evaluations evaluations;

  PreferencePipeline(StageContext context, PreferenceConfig config) {
    this.context = context;
    this.config = config;
    this.preparation = new Preparation(context, config);
    this.evaluations = new Evaluations(context, config, (policy, result) -> {});
  }

  @Override
  public RunSummary run() {
    PolicyCheckpoint reference = preparation.reference();
    judge(reference);
    PolicyCheckpoint policy = config.isUnpaired() ? ofVerdicts(reference) : ofPairs(reference);
    judge(policy);
    policy.verify();
    return new RunSummary(reference, policy, evaluations.history(), Optional.empty());
  }

  private PolicyCheckpoint ofPairs(PolicyCheckpoint reference) {
    DatasetHandle<PreferencePair> pairs = pairs();
    Optional<DatasetHandle<PreferenceLogprobs>> logprobs = scorePairs(pairs, reference);
    return trained(TrainPreferences.run(context, reference, pairs, logprobs, config.preference()));
  }

  private PolicyCheckpoint ofVerdicts(PolicyCheckpoint reference) {
    DatasetHandle<UnpairedExample> examples = unpaired();
    DatasetHandle<UnpairedLogprobs> logprobs =
        ScorePreferences.unpaired(context, examples, reference);
    return trained(
        TrainPreferences.runUnpaired(context, reference, examples, logprobs, config.preference()));
  }

  @Override
  public List<Stage> stages() {
    String pairs =
        config.rolloutPairs().run() == null ? ShardPreferences.STAGE : PairRollouts.STAGE;
    String source = config.isUnpaired() ? ShardUnpaired.STAGE : pairs;
    String scores = config.isUnpaired() ? ScorePreferences.UNPAIRED : ScorePreferences.PAIRS;
    List<Stage> stages = new ArrayList<>(preparation.stages());
    stages.add(
        Stage.once(source)
            .settings("preferences", "rollout-pairs", "unpaired", "policy.special-tokens")
            .reads("starting-policy")
            .writes(config.isUnpaired() ? "unpaired_examples" : "preference_pairs")
            .input("source", "the preferences' rows have changed")
            .input("rollouts", "rollout-pairs.run: its rollouts have changed")
            .input("rewards", "rollout-pairs.run: its rewards have changed")
            .declares(this::sourceReadings)
            .does(none -> StageResult.of(config.isUnpaired() ? unpaired() : pairs(), Map.of())));
    stages.add(
        Stage.once(scores)
            .settings("training-engine", "torch")
            .reads(source, "starting-adapter")
            .writes(config.isUnpaired() ? "unpaired_logprobs" : "preference_logprobs")
            .input("reference", Preparation.OTHER_POLICY)
            .where(() -> config.preference().loss().needsReference())
            .works(() -> List.of(PreferenceWork.scores(config)))
            .does(none -> StageResult.of(scored(preparation.reference()), Map.of())));
    stages.add(
        Stage.once("train-preferences")
            .settings("preference", "training-engine", "torch", "seed")
            .reads(source, scores, "starting-adapter")
            .writes("checkpoints/step-*")
            .input("policy", Preparation.OTHER_POLICY)
            .declares(
                () -> Reading.of(TrainPreferences.declared(config.preference(), context.seed())))
            .works(() -> List.of(PreferenceWork.training(config)))
            .does(none -> StageResult.of(policy(), Map.of())));
    stages.add(
        Stage.once("evaluate-policy")
            .settings(Evaluations.SETTINGS)
            .reads("shard-prompts", "train-preferences")
            .writes("evaluations/step=*")
            .writesWhere(new RunRewards(context, config)::askJudges, "held_out_verdicts/step=*")
            .where(config::judges)
            .declares(() -> Evaluations.readings(context, config))
            .works(() -> Evaluations.works(config))
            .does(none -> evaluations.result(judge(policy()))));
    stages.add(
        evaluations
            .suitesStage(Stage.once("evaluate-suites"))
            .reads("shard-prompts", "train-preferences")
            .does(none -> suites()));
    return stages;
  }

  private List<Reading> sourceReadings() {
    if (config.isUnpaired()) {
      return Reading.of(ShardUnpaired.declared(config.unpaired(), Verdict.LABEL));
    }
    return Reading.of(
        config.rolloutPairs().run() == null
            ? ShardPreferences.declared(config.preferences())
            : PairRollouts.declared(config.rolloutPairs()));
  }

  private PolicyCheckpoint policy() {
    PolicyCheckpoint reference = preparation.reference();
    return config.isUnpaired() ? ofVerdicts(reference) : ofPairs(reference);
  }

  private DatasetHandle<PreferencePair> pairs() {
    PolicyCheckpoint base = preparation.base();
    return config.rolloutPairs().run() == null
        ? ShardPreferences.of(config.preferences(), preparation.encoder(base), boundaries(base))
            .run(context.session(), context.run(), context.progress())
        : PairRollouts.of(config.rolloutPairs(), PairTokens.asSampled(TokenTexts.of(base)))
            .run(context);
  }

  private DatasetHandle<UnpairedExample> unpaired() {
    PolicyCheckpoint base = preparation.base();
    return ShardUnpaired.of(
            config.unpaired(), Verdict.LABEL, preparation.encoder(base), boundaries(base))
        .run(context.session(), context.run(), context.progress());
  }

  private static BoundaryTokens boundaries(PolicyCheckpoint base) {
    return BoundaryTokens.of(Tokenizers.of(base));
  }

  private Optional<DatasetHandle<PreferenceLogprobs>> scorePairs(
      DatasetHandle<PreferencePair> pairs, PolicyCheckpoint reference) {
    return config.preference().loss().needsReference()
        ? Optional.of(ScorePreferences.pairs(context, pairs, reference))
        : Optional.empty();
  }

  private DatasetHandle<?> scored(PolicyCheckpoint reference) {
    return config.isUnpaired()
        ? ScorePreferences.unpaired(context, unpaired(), reference)
        : ScorePreferences.pairs(context, pairs(), reference);
  }

  private PolicyCheckpoint trained(Trainer.Outcome outcome) {
    return LastCheckpoint.of(context, outcome, config.checkpoints());
  }

  @Override
  public void check() {
    if (config.judges()) {
      new RunRewards(context, config).check();
    }
  }

  /** Of the reference first: win rates are against it. */
  private StageResult suites() {
    evaluations.ofSuites(0, preparation.reference(), preparation.prompts());
    return evaluations.suitesResult(0, policy(), preparation.prompts());
  }

  private Optional<EvaluationResult> judge(PolicyCheckpoint policy) {
    if (!config.judges()) {
      return Optional.empty();
    }
    RunChecks.heldOutPrompts(config, preparation.prompts());
    return evaluations.evaluate(0, policy, preparation.prompts());
  }
}
