package dev.vireo.models.architecture;

/** Configurations small enough for unit tests. */
public final class TinyModel {
  private TinyModel() {}

  /** Two Llama layers, tied, a vocabulary of 260. */
  public static ModelConfig llama() {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(260)
        .hiddenSize(8)
        .layers(2)
        .heads(4)
        .keyValueHeads(2)
        .intermediateSize(12)
        .contextLength(64)
        .tiedEmbeddings(true)
        .eosTokenIds(256)
        .padTokenId(256)
        .build();
  }

  /** One Qwen2 layer, untied, head size apart from hidden / heads. */
  public static ModelConfig qwen() {
    return ModelConfig.builder(Architecture.QWEN2)
        .vocabularySize(260)
        .hiddenSize(8)
        .layers(1)
        .heads(2)
        .keyValueHeads(1)
        .headDim(6)
        .intermediateSize(12)
        .contextLength(64)
        .ropeTheta(1_000_000)
        .rmsNormEps(1e-5)
        .bosTokenId(1)
        .eosTokenIds(256, 257)
        .build();
  }
}
