package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.memory.BatchShape;
import java.util.List;
import java.util.stream.Stream;

/**
 * What scoring with a reward model has in memory.
 *
 * @param name the reward
 * @param model the model's shape
 * @param head what its last hidden state is projected to
 * @param tokensPerBatch tokens that go through the layers together, padding included
 */
public record ScoringModel(String name, ModelConfig model, Head head, int tokensPerBatch) {

  /** The models of a reward; none of a reward of another type. */
  public static List<ScoringModel> of(RewardSettings reward) {
    if (reward.type().equals(ImplicitReward.TYPE)) {
      return implicit(reward);
    }
    if (!reward.type().equals(SequenceClassifier.TYPE)) {
      return List.of();
    }
    SequenceClassifierOptions options =
        RewardOptions.read(SequenceClassifierOptions.defaults(), reward.revealed());
    ReadModel read = ReadModel.open(options);
    return List.of(
        new ScoringModel(
            reward.name(),
            read.directory().config(),
            read.directory().head(),
            options.tokensPerBatch()));
  }

  private static List<ScoringModel> implicit(RewardSettings reward) {
    ImplicitRewardOptions options =
        RewardOptions.read(ImplicitRewardOptions.defaults(), reward.revealed());
    return Stream.of(options.path(), options.reference())
        .map(
            location ->
                new ScoringModel(
                    reward.name(),
                    ImplicitReward.version(location).config(),
                    new LanguageModelHead(),
                    options.tokensPerBatch()))
        .toList();
  }

  /** The batch of the longest texts. */
  public BatchShape batch(int tokens) {
    int texts = Math.max(1, tokensPerBatch / tokens);
    return new BatchShape(texts, 1, Math.max(1, tokens - 1), 1);
  }
}
