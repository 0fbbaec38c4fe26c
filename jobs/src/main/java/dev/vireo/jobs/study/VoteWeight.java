package dev.vireo.jobs.study;

/** How a completion's proxy reward becomes the weight of its vote. */
public enum VoteWeight {
  /**
   * 1 / (1 + exp(-reward)): of two answers, how likely it is the better, in Bradley-Terry terms.
   */
  LOGISTIC {
    @Override
    double of(double reward) {
      return 1 / (1 + StrictMath.exp(-reward));
    }
  },

  /** The reward itself; below 0, nothing. */
  LINEAR {
    @Override
    double of(double reward) {
      return Math.max(0, reward);
    }
  };

  /** The weight, not negative. */
  abstract double of(double reward);
}
