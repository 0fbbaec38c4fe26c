package dev.vireo.algorithms.advantage;

/**
 * How advantages are brought to mean 0 and standard deviation 1 over all groups of the batch:
 * (advantage - mean) / divisor. Completions without a reward have no part in it, and keep an
 * advantage of 0.
 */
public enum Whitening {
  /** Not at all. */
  NONE,
  /** Over completions: std + 1e-4, ddof 1. TRL's {@code normalize_advantages} of RLOO. */
  COMPLETIONS {
    @Override
    double divisor(BatchStatistics batch) {
      return batch.std(1) + 1e-4;
    }
  },
  /** Over tokens: sqrt(max(variance, 1e-8)), ddof 0. OpenRLHF's, by the authors of REINFORCE++. */
  TOKENS {
    @Override
    double divisor(BatchStatistics batch) {
      double std = batch.std(0);
      return Math.sqrt(Math.max(std * std, 1e-8));
    }
  },
  /** Over tokens: sqrt(variance + 1e-8), ddof 1. verl's. */
  TOKENS_UNBIASED {
    @Override
    double divisor(BatchStatistics batch) {
      double std = batch.std(1);
      return Math.sqrt(std * std + 1e-8);
    }
  };

  /** Whether a completion counts once for each of its tokens. */
  public boolean ofTokens() {
    return this == TOKENS || this == TOKENS_UNBIASED;
  }

  /**
   * A whitened advantage.
   *
   * @param advantage before
   * @param batch statistics of all advantages, of tokens or of completions
   * @return the same for {@link #NONE}
   */
  public double of(double advantage, BatchStatistics batch) {
    return this == NONE ? advantage : (advantage - batch.mean()) / divisor(batch);
  }

  double divisor(BatchStatistics batch) {
    return 1;
  }
}
