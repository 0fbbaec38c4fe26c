package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.memory.BatchShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What scoring with a reward model has in memory.
 *
 * @param name the reward
 * @param model the model's shape
 * @param head what its last hidden state is projected to
 * @param adapter what was trained of it; null of a whole model
 * @param directory where it lies on this machine
 * @param base where the model under its adapter lies; empty of a whole model
 * @param frozen parameters of the whole model, or of the one under its adapter
 * @param compute the format of its products
 * @param tokensPerBatch tokens that go through the layers together, padding included
 */
public record ScoringModel(
    String name,
    ModelConfig model,
    Head head,
    LoraSettings adapter,
    Path directory,
    Optional<Path> base,
    long frozen,
    ScoringCompute compute,
    int tokensPerBatch) {

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
    OpenedModel opened = ReadModel.open(options).directory();
    return List.of(
        new ScoringModel(
            reward.name(),
            opened.config(),
            opened.head(),
            opened.adapter().orElse(null),
            opened.path(),
            opened.base(),
            opened.frozen(),
            options.compute(),
            options.tokensPerBatch()));
  }

  private static List<ScoringModel> implicit(RewardSettings reward) {
    ImplicitRewardOptions options =
        RewardOptions.read(ImplicitRewardOptions.defaults(), reward.revealed());
    return Stream.of(options.path(), options.reference())
        .map(location -> RewardModelDirectory.of(location).path())
        .map(ModelDirectory::open)
        .map(
            model ->
                new ScoringModel(
                    reward.name(),
                    model.config(),
                    new LanguageModelHead(),
                    null,
                    model.path(),
                    Optional.empty(),
                    model.layout().size(),
                    ScoringCompute.F32,
                    options.tokensPerBatch()))
        .toList();
  }

  /** The batch of the longest texts. */
  public BatchShape batch(int tokens) {
    int texts = Math.max(1, tokensPerBatch / tokens);
    return new BatchShape(texts, 1, Math.max(1, tokens - 1), 1);
  }
}
