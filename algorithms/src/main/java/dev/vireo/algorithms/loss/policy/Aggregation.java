package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;

/** How the losses of tokens become one number. Counts are of tokens that the mask lets in. */
enum Aggregation {
  /** Mean over sequences of the mean over their tokens. */
  SEQUENCE_MEANS {
    @Override
    double weight(Denominators step, long batchTokens, int sequenceTokens) {
      return 1.0 / step.sequences() / Math.max(1, sequenceTokens);
    }
  },
  /** Mean over sequences of the sum over their tokens. */
  SEQUENCE_SUMS {
    @Override
    double weight(Denominators step, long batchTokens, int sequenceTokens) {
      return 1.0 / step.sequences();
    }
  },
  /** Mean over the tokens of a micro-batch, then over micro-batches. */
  MICRO_BATCH_TOKENS {
    @Override
    double weight(Denominators step, long batchTokens, int sequenceTokens) {
      require(step.microBatches() >= 1, step);
      return 1.0 / ((double) Math.max(1, batchTokens) * step.microBatches());
    }
  },
  /** Mean over the tokens of the whole step. */
  STEP_TOKENS {
    @Override
    double weight(Denominators step, long batchTokens, int sequenceTokens) {
      return 1.0 / Math.max(1, step.tokens());
    }
  },
  /** Sum over tokens / (sequences x longest completion allowed). */
  LONGEST_COMPLETION {
    @Override
    double weight(Denominators step, long batchTokens, int sequenceTokens) {
      require(step.maxCompletionLength() >= 1, step);
      return 1.0 / ((double) step.sequences() * step.maxCompletionLength());
    }
  };

  /**
   * What each token's loss is multiplied by.
   *
   * @param step the step's denominators
   * @param batchTokens tokens of the micro-batch that count
   * @param sequenceTokens tokens of the sequence that count
   */
  abstract double weight(Denominators step, long batchTokens, int sequenceTokens);

  static void require(boolean holds, Denominators step) {
    if (!holds) {
      throw new InputException(step + " cannot be divided by: all counts must be at least 1");
    }
  }
}
