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
  RLOO(false, 1, 0),
  /**
   * REINFORCE++, arXiv 2501.03262: r, whitened over the batch's tokens. A kl penalty is a token's.
   */
  REINFORCE_PLUS_PLUS(false, Whitening.TOKENS, KlLevel.TOKEN),
  /** REINFORCE++-baseline, of the same paper: r - mean, whitened over the batch's tokens. */
  REINFORCE_PLUS_PLUS_BASELINE(true, Whitening.TOKENS, KlLevel.TOKEN);

  private final boolean scaled;
  private final int ddof;
  private final double stdFloor;
  private final boolean compared;
  private final Whitening whitening;
  private final KlLevel klLevel;

  AdvantageProfile(boolean scaled, int ddof, double stdFloor) {
    this.scaled = scaled;
    this.ddof = ddof;
    this.stdFloor = stdFloor;
    this.compared = true;
    this.whitening = Whitening.NONE;
    this.klLevel = KlLevel.COMPLETION;
  }

  AdvantageProfile(boolean compared, Whitening whitening, KlLevel klLevel) {
    this.scaled = false;
    this.ddof = 1;
    this.stdFloor = 0;
    this.compared = compared;
    this.whitening = whitening;
    this.klLevel = klLevel;
  }

  /**
   * Whether a completion is compared with the others of its group.
   *
   * @return false for {@link #REINFORCE_PLUS_PLUS}
   */
  public boolean compared() {
    return compared;
  }

  /** How the profile whitens where the settings do not say. */
  Whitening whitening() {
    return whitening;
  }

  /** Where a kl penalty enters where the settings do not say. */
  KlLevel klLevel() {
    return klLevel;
  }

  /**
   * Whether the formula divides by a standard deviation at all.
   *
   * @return false for {@link #DR_GRPO}, {@link #RLOO} and both of REINFORCE++
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
