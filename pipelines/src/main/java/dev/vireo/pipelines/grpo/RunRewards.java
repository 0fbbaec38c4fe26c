package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.PreferenceReader;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.mllib.RewardModelReport;
import dev.vireo.jobs.rewards.mllib.TrainRewardModel;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Preference;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run rewards, and the reward model it trains for that, where it does. */
public final class RunRewards {

  /** The trained reward model's folder in the run directory. */
  static final String FOLDER = "reward-model";

  static final String NO_JUDGE =
      "Rewards of type dataset say nothing of held-out prompts: add one of another type, with"
          + " weight 0 if it is not to be rewarded";

  private static final String PIPELINE = "mllib";
  private static final String PATH = "path";

  private final StageContext context;
  private final RunConfig config;

  /** The rewards of a run. */
  public RunRewards(StageContext context, RunConfig config) {
    this.context = context;
    this.config = config;
  }

  /** Trains the run's reward model; empty where the configuration asks for none. */
  public Optional<RewardModelReport> train() {
    if (!config.rewardModel().trains()) {
      return Optional.empty();
    }
    DatasetHandle<Preference> preferences =
        PreferenceReader.of(config.rewardModel().preferences())
            .run(context.session(), context.run(), context.progress());
    TrainRewardModel stage = TrainRewardModel.of(config.rewardModel().training());
    takeOver(stage, preferences);
    return Optional.of(
        stage.run(context.session(), preferences, context.run().uri(FOLDER), context.progress()));
  }

  /** In a fork: takes over the model that the other run has made from the same. */
  private void takeOver(TrainRewardModel stage, DatasetHandle<Preference> preferences) {
    RunDirectory run = context.run();
    if (stage.isIn(context.session(), preferences, run.uri(FOLDER))) {
      return;
    }
    run.origin()
        .filter(origin -> stage.isIn(context.session(), preferences, origin.uri(FOLDER)))
        .ifPresentOrElse(
            origin -> RunFolders.copy(origin, run, FOLDER),
            () -> run.requireOwnWork(TrainRewardModel.STAGE));
  }

  /** Whether a reward needs the run's own model, and that is still to be trained. */
  boolean awaitModel() {
    return config.rewards().stream().anyMatch(RunRewards::takesModel)
        && !context.run().exists(FOLDER);
  }

  static boolean takesModel(RewardSettings reward) {
    return reward.type().equals(PIPELINE) && !reward.options().containsKey(PATH);
  }

  /**
   * Binds all rewards but the run's own model, where that is still to be trained.
   *
   * @throws InputException naming the reward that cannot be used
   */
  void check() {
    RewardScorer.create(settings());
    RewardScorer.checkColumns(
        settings().stream().filter(reward -> !awaitModel() || !isOwn(reward)).toList(),
        context.session());
  }

  private boolean isOwn(RewardSettings reward) {
    return context.run().uri(FOLDER).equals(reward.options().get(PATH));
  }

  /** The configured rewards; those without a pipeline of their own take the run's reward model. */
  public List<RewardSettings> settings() {
    return config.rewards().stream().map(this::withModel).toList();
  }

  /**
   * Scores held-out prompts' completions with them, but for those whose values are published for
   * rollouts alone; empty where there are no others.
   */
  public Optional<RewardScorer> heldOutScorer() {
    return RewardScorer.withoutDatasets(settings());
  }

  /**
   * The same where it is needed.
   *
   * @throws InputException if all rewards are published ones
   */
  public RewardScorer requireHeldOutScorer() {
    return heldOutScorer().orElseThrow(() -> new InputException(NO_JUDGE));
  }

  /**
   * The name of the published reward that is meant.
   *
   * @param name its name; null where there is but one
   * @throws InputException if there is none, or which one is not clear
   */
  String published(String name) {
    List<String> names =
        RewardScorer.create(settings()).datasetRewards().stream()
            .map(RewardSettings::name)
            .toList();
    if (names.isEmpty()) {
      throw new InputException("The configuration has no reward of type dataset to publish");
    }
    if (name == null && names.size() > 1 || name != null && !names.contains(name)) {
      throw new InputException("--name must be one of " + names);
    }
    return name == null ? names.get(0) : name;
  }

  private RewardSettings withModel(RewardSettings reward) {
    if (!takesModel(reward)) {
      return reward;
    }
    if (!config.rewardModel().trains()) {
      throw new InputException(
          "reward '%s' (%s) has neither a path nor a reward model of the run: give options.path, or reward-model.preferences.path"
              .formatted(reward.name(), PIPELINE));
    }
    Map<String, Object> options = new LinkedHashMap<>(reward.options());
    options.put(PATH, context.run().uri(FOLDER));
    // The margin, not the probability: differences of rewards are what it was trained on.
    options.putIfAbsent("output-column", "rawPrediction");
    return new RewardSettings(reward.name(), reward.type(), reward.weight(), options);
  }
}
