package dev.vireo.algorithms.loss.preference;

/** How probable it is that a completion is preferred to another, by their rewards. */
public enum PreferenceProbability {
  /** Bradley and Terry's model: the logistic function of the difference. */
  SIGMOID {
    @Override
    public double of(double reward, double other) {
      return 1 / (1 + Math.exp(other - reward));
    }
  },
  /** Half of 1 + the difference, kept between 0 and 1: for shares of comparisons that were won. */
  DIFFERENCE {
    @Override
    public double of(double reward, double other) {
      return Math.min(1, Math.max(0, (1 + reward - other) / 2));
    }
  };

  /**
   * The probability that the first is preferred; NaN where a reward is.
   *
   * @param reward of the first
   * @param other of the second
   */
  public abstract double of(double reward, double other);
}
