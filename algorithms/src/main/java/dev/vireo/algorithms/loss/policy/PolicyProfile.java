package dev.vireo.algorithms.loss.policy;

/**
 * Whose guards against extreme values surround the loss. A clamp passes no gradient outside its
 * bounds. At sequence level the clamp on the log-ratio applies to the sequence's mean.
 */
public enum PolicyProfile {
  /** Hugging Face TRL: no guards. */
  TRL(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, false),
  /**
   * verl: log-ratio within 20 of zero; for negative advantages a loss of at most 3 times their size
   * (dual clip, of the clipped losses); k3's exponent within 20 of zero, and k3 at most 10. Its own
   * aggregation is the mean over tokens, {@link PolicyLossType#DAPO}.
   */
  VERL(20, 20, 10, true),
  /** OpenRLHF: log-ratio within 20 of zero. */
  OPENRLHF(20, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, false);

  /** Where dual clip ends the loss of a negative advantage, in sizes of that advantage. */
  static final double DUAL_CLIP = 3;

  private final double logRatioBound;
  private final double klExponentBound;
  private final double klBound;
  private final boolean dualClip;

  PolicyProfile(double logRatioBound, double klExponentBound, double klBound, boolean dualClip) {
    this.logRatioBound = logRatioBound;
    this.klExponentBound = klExponentBound;
    this.klBound = klBound;
    this.dualClip = dualClip;
  }

  double logRatioBound() {
    return logRatioBound;
  }

  double klExponentBound() {
    return klExponentBound;
  }

  double klBound() {
    return klBound;
  }

  boolean dualClip() {
    return dualClip;
  }
}
