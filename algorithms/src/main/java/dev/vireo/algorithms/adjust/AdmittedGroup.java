package dev.vireo.algorithms.adjust;

/**
 * A group as it is passed to a rule, without missing rewards.
 *
 * @param rewards [G] finite rewards, at least two, within the range. Not copied
 * @param weights [G] weights that sum to 1. Not copied
 * @param range the range for adjusted rewards
 * @param ties how equal rewards are treated
 * @param tieTolerance how close rewards must be to count as equal
 */
@SuppressWarnings("ArrayRecordComponent")
public record AdmittedGroup(
    double[] rewards, double[] weights, RewardRange range, Ties ties, double tieTolerance) {

  /**
   * Blends the rewards with others, r + strength (z - r), preserving order and range.
   *
   * @param others [G] z, ordered as the rewards and within the range; overwritten
   * @param strength in [0, 1]
   * @return {@code others}, blended; unchanged if the strength is 1
   */
  double[] blend(double[] others, double strength) {
    if (strength < 1) {
      for (int i = 0; i < others.length; i++) {
        // This form preserves order under rounding; r + t (z - r) would not.
        double blend = (1 - strength) * rewards[i] + strength * others[i];
        others[i] = Math.min(range.upper(), Math.max(range.lower(), blend));
      }
    }
    return others;
  }

  /** The rewards spread as far apart as their mean, order and range allow. */
  double[] spread() {
    return VarianceIncrease.maximise(
        rewards, weights, range.lower(), range.upper(), ties, tieTolerance);
  }

  /**
   * Maps values to the rewards' mean and range: c + a (v - mean of v), with the greatest a that
   * stays between the least and the greatest reward. The map is affine, so it cancels if advantages
   * are divided by their group's standard deviation.
   *
   * @param values [G] v, ordered as the rewards; if all are equal, each becomes the mean
   * @return [G] the mapped values
   */
  double[] fitted(double[] values) {
    RewardRange to = RewardRange.of(rewards);
    RewardRange from = RewardRange.of(values);
    double mean = GroupStatistics.mean(rewards, weights);
    double[] fitted = new double[values.length];
    double width = from.upper() - from.lower();
    for (int i = 0; i < values.length; i++) {
      fitted[i] = width == 0 ? mean : (values[i] - from.lower()) / width;
    }
    if (width == 0) {
      return fitted;
    }
    double share = Math.min(1, Math.max(0, GroupStatistics.mean(fitted, weights)));
    double slope = Double.POSITIVE_INFINITY;
    if (share > 0) {
      slope = Math.min(slope, (mean - to.lower()) / share);
    }
    if (share < 1) {
      slope = Math.min(slope, (to.upper() - mean) / (1 - share));
    }
    for (int i = 0; i < values.length; i++) {
      double value = mean + slope * (fitted[i] - share);
      fitted[i] = Math.min(to.upper(), Math.max(to.lower(), value));
    }
    return fitted;
  }
}
