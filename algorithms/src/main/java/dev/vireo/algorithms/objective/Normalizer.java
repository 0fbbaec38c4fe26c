package dev.vireo.algorithms.objective;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * The denominators of a whole update. Every micro-batch of every shard gets the same one, and their
 * losses and gradients then simply add up to the update's.
 *
 * @param sequences sequences of the update
 * @param tokens tokens of the update that count in the loss
 * @param microBatches micro-batches of the update, over all shards; only {@link LossType#BNPO} asks
 * @param maxCompletionLength longest completion allowed; only {@link LossType#DR_GRPO} asks
 */
public record Normalizer(long sequences, long tokens, int microBatches, int maxCompletionLength)
    implements Serializable {
  /** Checks each count. */
  public Normalizer {
    if (sequences < 1 || tokens < 0 || microBatches < 1 || maxCompletionLength < 1) {
      throw new InputException(
          "An update of "
              + sequences
              + " sequences, "
              + tokens
              + " tokens and "
              + microBatches
              + " micro-batches, with completions of at most "
              + maxCompletionLength
              + " tokens, is none: all but the tokens must be at least 1");
    }
  }

  /**
   * The denominators of an update that is one micro-batch.
   *
   * @param batch the whole update
   * @param maxCompletionLength longest completion allowed
   * @return its counts
   */
  public static Normalizer of(TokenBatch batch, int maxCompletionLength) {
    return new Normalizer(batch.sequences(), batch.activeTokens(), 1, maxCompletionLength);
  }
}
