package dev.vireo.jobs.base;

import dev.vireo.algorithms.InputException;

/**
 * A small decoder made from nothing, for trying things without a pretrained model.
 *
 * @param hiddenSize width of the residual stream
 * @param layers decoder layers
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides heads
 * @param feedForwardSize inner width of the feed-forward layers
 * @param contextLength longest sequence, in tokens
 * @param vocabularySize tokens of a byte-pair tokenizer trained on the demonstrations; 0 takes one
 *     token a byte
 */
public record NewModelSettings(
    int hiddenSize,
    int layers,
    int heads,
    int keyValueHeads,
    int feedForwardSize,
    int contextLength,
    int vocabularySize) {

  public NewModelSettings {
    requireAtLeast("layers", layers, 1);
    requireAtLeast("key-value-heads", keyValueHeads, 1);
    requireAtLeast("feed-forward-size", feedForwardSize, 1);
    requireAtLeast("context-length", contextLength, 2);
    requireAtLeast("vocabulary-size", vocabularySize, 0);
    if (heads < 1 || hiddenSize < 1 || hiddenSize % heads != 0) {
      throw new InputException(
          "hidden-size " + hiddenSize + " is not a multiple of heads " + heads);
    }
    if (heads % keyValueHeads != 0) {
      throw new InputException(
          "heads " + heads + " is not a multiple of key-value-heads " + keyValueHeads);
    }
  }

  /** A decoder of about half a million parameters. */
  public static NewModelSettings defaults() {
    return new NewModelSettings(128, 3, 4, 2, 256, 512, 0);
  }

  private static void requireAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new InputException(key + " is " + value + "; it must be at least " + least);
    }
  }
}
