package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.memory.BatchShape;
import java.util.Optional;

/**
 * What scoring with a reward model has in memory.
 *
 * @param name the reward
 * @param model the model's shape
 * @param head what its last hidden state is projected to
 * @param tokensPerBatch tokens that go through the layers together, padding included
 */
public record ScoringModel(String name, ModelConfig model, Head head, int tokensPerBatch) {

  /** The model of a reward; empty of a reward of another type. */
  public static Optional<ScoringModel> of(RewardSettings reward) {
    if (!reward.type().equals(SequenceClassifier.TYPE)) {
      return Optional.empty();
    }
    SequenceClassifierOptions options =
        RewardOptions.read(SequenceClassifierOptions.defaults(), reward.revealed());
    ReadModel read = ReadModel.open(options);
    return Optional.of(
        new ScoringModel(
            reward.name(),
            read.directory().config(),
            read.directory().head(),
            options.tokensPerBatch()));
  }

  /** The batch of the longest texts. */
  public BatchShape batch(int tokens) {
    int texts = Math.max(1, tokensPerBatch / tokens);
    return new BatchShape(texts, 1, Math.max(1, tokens - 1), 1);
  }
}
