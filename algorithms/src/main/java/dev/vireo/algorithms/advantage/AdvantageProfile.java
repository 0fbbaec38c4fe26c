package dev.vireo.algorithms.advantage;

/**
 * Whose formula makes the advantages. They differ in the degrees of freedom of the standard
 * deviation (ddof) and in the stdFloor that is added to it, and so by up to a factor of 1.7 where
 * rewards hardly differ: of rewards 1.001, 1, 1, 1 the first has an advantage of 1.25 (trl), 1.497
 * (verl), 1.5 (openrlhf) or 1.73 (deepseekmath).
 */
public enum AdvantageProfile {
  /** arXiv 2402.03300: (r - mean) / std, ddof 0, no floor; a std of 0 gives 0. */
  DEEPSEEKMATH(true, 0, 0),
  /** Hugging Face TRL: (r - mean) / (std + 1e-4), ddof 1. */
  TRL(true, 1, 1e-4),
  /** verl: (r - mean) / (std + 1e-6), ddof 1. */
  VERL(true, 1, 1e-6),
  /** OpenRLHF: (r - mean) / (std + 1e-9), ddof 1. */
  OPENRLHF(true, 1, 1e-9),
  /** Dr. GRPO, arXiv 2503.20783: r - mean. */
  DR_GRPO(false, 1, 0),
  /** Leave-one-out, arXiv 2402.14740: r less the mean of the other completions' rewards. */
  RLOO(false, 1, 0);

  private final boolean scaled;
  private final int ddof;
  private final double stdFloor;

  AdvantageProfile(boolean scaled, int ddof, double stdFloor) {
    this.scaled = scaled;
    this.ddof = ddof;
    this.stdFloor = stdFloor;
  }

  /**
   * Whether the formula divides by a standard deviation at all.
   *
   * @return false for {@link #DR_GRPO} and {@link #RLOO}
   */
  public boolean scaled() {
    return scaled;
  }

  /**
   * Degrees of freedom taken off the count in the standard deviation.
   *
   * @return 0 or 1
   */
  public int ddof() {
    return ddof;
  }

  /**
   * What is added to the standard deviation before it divides.
   *
   * @return the floor, at least 0
   */
  public double stdFloor() {
    return stdFloor;
  }
}
