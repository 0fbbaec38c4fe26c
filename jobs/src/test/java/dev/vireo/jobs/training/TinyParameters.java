package dev.vireo.jobs.training;

import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.ParameterSet;

/** Parameters of a tiny decoder that need no file. */
record TinyParameters() implements ModelVersion {

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
        .headDim(4)
        .intermediateSize(8)
        .contextLength(8)
        .tiedEmbeddings(true)
        .bosTokenId(null)
        .eosTokenIds(0)
        .padTokenId(0)
        .build();
  }

  @Override
  public ParameterSet parameters() {
    return RandomModel.parameters(config(), new LanguageModelHead(), 1);
  }
}
