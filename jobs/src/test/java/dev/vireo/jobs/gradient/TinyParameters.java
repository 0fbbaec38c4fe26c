package dev.vireo.jobs.gradient;

import dev.vireo.jobs.runtime.pool.PolicyVersion;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.RandomModel;

/** Parameters of a tiny decoder that need no file. */
record TinyParameters() implements PolicyVersion {

  @Override
  public String key() {
    return "tiny";
  }

  @Override
  public ModelConfig config() {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(8)
        .hiddenSize(4)
        .layers(1)
        .heads(1)
        .keyValueHeads(1)
        .headSize(4)
        .feedForwardSize(8)
        .contextLength(8)
        .tiedEmbeddings(true)
        .bosTokenId(null)
        .eosTokenIds(0)
        .padTokenId(0)
        .build();
  }

  @Override
  public float[] parameters() {
    return RandomModel.parameters(config(), 1);
  }
}
