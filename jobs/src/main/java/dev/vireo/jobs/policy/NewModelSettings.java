package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.ModelConfig;

/**
 * A small decoder made from nothing, for trying things without a pretrained model.
 *
 * @param hiddenSize width of the residual stream
 * @param layers decoder layers
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides heads
 * @param intermediateSize inner width of the feed-forward layers
 * @param contextLength longest sequence, in tokens
 * @param vocabularySize tokens of a byte-pair tokenizer trained on the demonstrations; 0 takes one
 *     token a byte
 */
public record NewModelSettings(
    int hiddenSize,
    int layers,
    int heads,
    int keyValueHeads,
    int intermediateSize,
    int contextLength,
    int vocabularySize) {

  public NewModelSettings {
    Require.atLeast("layers", layers, 1);
    Require.atLeast("key-value-heads", keyValueHeads, 1);
    Require.atLeast("intermediate-size", intermediateSize, 1);
    Require.atLeast("context-length", contextLength, 2);
    Require.atLeast("vocabulary-size", vocabularySize, 0);
    if (heads < 1 || hiddenSize < 1 || hiddenSize % heads != 0) {
      throw new InputException(
          "hidden-size " + hiddenSize + " is not a multiple of heads " + heads);
    }
    if (heads % keyValueHeads != 0) {
      throw new InputException(
          "heads " + heads + " is not a multiple of key-value-heads " + keyValueHeads);
    }
  }

  /**
   * The decoder's shape.
   *
   * @param tokens of its tokenizer
   * @param endOfSequence the token that ends a completion
   */
  public ModelConfig config(int tokens, int endOfSequence) {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(tokens)
        .hiddenSize(hiddenSize)
        .layers(layers)
        .heads(heads)
        .keyValueHeads(keyValueHeads)
        .headDim(hiddenSize / heads)
        .intermediateSize(intermediateSize)
        .contextLength(contextLength)
        .tiedEmbeddings(true)
        .bosTokenId(null)
        .eosTokenIds(endOfSequence)
        .padTokenId(endOfSequence)
        .build();
  }

  /** A decoder of about half a million parameters. */
  public static NewModelSettings defaults() {
    return new NewModelSettings(128, 3, 4, 2, 256, 512, 0);
  }
}
