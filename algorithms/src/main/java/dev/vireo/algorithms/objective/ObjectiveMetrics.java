package dev.vireo.algorithms.objective;

/**
 * Sums over a batch, to be added over micro-batches and shards before they are divided.
 *
 * @param sequences sequences seen
 * @param tokens tokens that counted in the loss
 * @param klSum sum over tokens of the kl estimate k3; 0 without a reference policy
 * @param klSumOfZeroAdvantage the part of it that falls on tokens with an advantage of 0
 * @param ratios denominator of the clip ratios: ratios looked at, one per token or per sequence
 * @param clippedLow ratios under the lower clip with a negative advantage
 * @param clippedHigh ratios over the upper clip with a positive advantage
 * @param leastLow least share of clippedLow in one micro-batch; plus infinity for none
 * @param greatestHigh greatest share of clippedHigh in one micro-batch; minus infinity for none
 */
public record ObjectiveMetrics(
    long sequences,
    long tokens,
    double klSum,
    double klSumOfZeroAdvantage,
    double ratios,
    double clippedLow,
    double clippedHigh,
    double leastLow,
    double greatestHigh) {

  /** Of no batch: adding it changes nothing. */
  public static final ObjectiveMetrics NONE =
      new ObjectiveMetrics(0, 0, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  /**
   * The sums of two batches together.
   *
   * @param other the other batch's
   * @return the sums
   */
  public ObjectiveMetrics add(ObjectiveMetrics other) {
    return new ObjectiveMetrics(
        sequences + other.sequences,
        tokens + other.tokens,
        klSum + other.klSum,
        klSumOfZeroAdvantage + other.klSumOfZeroAdvantage,
        ratios + other.ratios,
        clippedLow + other.clippedLow,
        clippedHigh + other.clippedHigh,
        Math.min(leastLow, other.leastLow),
        Math.max(greatestHigh, other.greatestHigh));
  }

  /**
   * Metric {@code kl}: mean over tokens.
   *
   * @return the mean; 0 for no tokens
   */
  public double kl() {
    return share(klSum, (double) tokens);
  }

  /**
   * Metric {@code zero_std/kl_share}: the part of the kl that falls on tokens without an advantage.
   *
   * @return the share; 0 without any kl
   */
  public double klShareOfZeroAdvantage() {
    return share(klSumOfZeroAdvantage, klSum);
  }

  /**
   * Metric {@code clip_ratio/low_mean}.
   *
   * @return share of ratios clipped from below
   */
  public double clipRatioLow() {
    return share(clippedLow, ratios);
  }

  /**
   * Metric {@code clip_ratio/low_min}: the least of any micro-batch.
   *
   * @return share of ratios clipped from below
   */
  public double clipRatioLowMin() {
    return ratios == 0 ? 0 : leastLow;
  }

  /**
   * Metric {@code clip_ratio/high_mean}.
   *
   * @return share of ratios clipped from above
   */
  public double clipRatioHigh() {
    return share(clippedHigh, ratios);
  }

  /**
   * Metric {@code clip_ratio/high_max}: the greatest of any micro-batch.
   *
   * @return share of ratios clipped from above
   */
  public double clipRatioHighMax() {
    return ratios == 0 ? 0 : greatestHigh;
  }

  /**
   * Metric {@code clip_ratio/region_mean}.
   *
   * @return share of ratios clipped from either side
   */
  public double clipRatioRegion() {
    return share(clippedLow + clippedHigh, ratios);
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
