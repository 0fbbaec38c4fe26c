package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.rewards.PreferenceReader;
import dev.vireo.jobs.rewards.RewardModelReport;
import dev.vireo.jobs.rewards.RewardScorer;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.TrainRewardModel;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.schemas.Preference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run rewards, and the reward model it trains for that, where it does. */
public final class RunRewards {

  /** The trained reward model's folder in the run directory. */
  static final String FOLDER = "reward-model";

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
    return Optional.of(
        TrainRewardModel.of(config.rewardModel().training())
            .run(context.session(), preferences, context.run().uri(FOLDER), context.progress()));
  }

  /** The configured rewards; those without a pipeline of their own take the run's reward model. */
  public List<RewardSettings> settings() {
    return config.rewards().stream().map(this::withModel).toList();
  }

  /** Scores completions with them. */
  public RewardScorer scorer() {
    return RewardScorer.create(settings());
  }

  private RewardSettings withModel(RewardSettings reward) {
    if (!reward.type().equals(PIPELINE) || reward.options().containsKey(PATH)) {
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
