package dev.vireo.pipelines.rewardmodel;

import dev.vireo.jobs.data.preferences.BoundaryTokens;
import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.data.preferences.PairTokens;
import dev.vireo.jobs.data.preferences.RatedSource;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.RewardReading;
import dev.vireo.jobs.data.preferences.ShardPreferences;
import dev.vireo.jobs.data.preferences.ShardUnpaired;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.run.Reading;
import java.util.List;
import java.util.Optional;

/**
 * Where the data of a reward model come from: pairs or single completions of files, or pairs of
 * another run's rollouts.
 */
final class RewardDataSource {
  private final StageContext context;
  private final RewardModelConfig config;
  private final PolicyCheckpoint base;
  private final ShardPreferences pairs;
  private final ShardUnpaired singles;

  RewardDataSource(StageContext context, RewardModelConfig config, PolicyCheckpoint base) {
    this.context = context;
    this.config = config;
    this.base = base;
    PolicyEncoder encoder = new PolicyEncoder(base, config.policy().specialTokens());
    BoundaryTokens boundaries = BoundaryTokens.of(Tokenizers.of(base));
    this.pairs = ShardPreferences.of(config.preferences(), encoder, boundaries);
    this.singles = ShardUnpaired.of(config.unpaired(), config.verdict(), encoder, boundaries);
  }

  /** The stage that makes them. */
  static String stage(RewardModelConfig config) {
    if (config.isUnpaired()) {
      return ShardUnpaired.STAGE;
    }
    return config.fromRollouts() ? PairRollouts.STAGE : ShardPreferences.STAGE;
  }

  /** The dataset that it writes. */
  static String dataset(RewardModelConfig config) {
    return config.isUnpaired() ? "unpaired_examples" : "preference_pairs";
  }

  /** What it reads of a configuration. */
  static List<Reading> readings(RewardModelConfig config) {
    if (config.isUnpaired()) {
      return Reading.of(ShardUnpaired.declared(config.unpaired(), config.verdict()));
    }
    return Reading.of(
        config.fromRollouts()
            ? PairRollouts.declared(config.rolloutPairs())
            : ShardPreferences.declared(config.preferences()));
  }

  /** The data, made where they are not there. */
  RewardData read(RewardReading reading) {
    if (config.isUnpaired()) {
      return new RewardData.Rated(
          new RatedSource(
              singles.run(context.session(), context.run(), context.progress()), reading),
          config.verdict());
    }
    return new RewardData.Pairs(
        new RewardPairSource(
            config.fromRollouts()
                ? PairRollouts.of(config.rolloutPairs(), PairTokens.asSampled(TokenTexts.of(base)))
                    .run(context)
                : pairs.run(context.session(), context.run(), context.progress()),
            reading));
  }

  /** How the texts of files are rendered, if they are chats. */
  Optional<ChatSettings> chat() {
    if (config.isUnpaired()) {
      return singles.isChat(context.session())
          ? Optional.of(config.unpaired().chat())
          : Optional.empty();
    }
    return !config.fromRollouts() && pairs.isChat(context.session())
        ? Optional.of(config.preferences().chat())
        : Optional.empty();
  }
}
