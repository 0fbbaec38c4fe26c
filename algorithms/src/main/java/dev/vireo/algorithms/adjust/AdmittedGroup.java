package dev.vireo.algorithms.adjust;

/**
 * A group as a rule adjusts it: without missing rewards.
 *
 * @param rewards [G] finite rewards, at least two, within the range. Not copied
 * @param weights [G] weights that sum to 1. Not copied
 * @param range the range that adjusted rewards keep to
 * @param ties how equal rewards are treated
 * @param tieTolerance rewards this close count as equal
 */
@SuppressWarnings("ArrayRecordComponent")
public record AdmittedGroup(
    double[] rewards, double[] weights, RewardRange range, Ties ties, double tieTolerance) {

  /**
   * A blend of the rewards and others, r + strength (z - r), which keeps order and range.
   *
   * @param others [G] z, ordered as the rewards and within the range; overwritten
   * @param strength in [0, 1]
   * @return the others, blended; they themselves where the strength is 1
   */
  double[] blend(double[] others, double strength) {
    if (strength < 1) {
      for (int i = 0; i < others.length; i++) {
        // Each rounding of this form keeps order; r + t (z - r) would not.
        double blend = (1 - strength) * rewards[i] + strength * others[i];
        others[i] = Math.min(range.upper(), Math.max(range.lower(), blend));
      }
    }
    return others;
  }

  /** The rewards spread as far apart as mean, order and range allow. */
  double[] spread() {
    return VarianceIncrease.maximise(
        rewards, weights, range.lower(), range.upper(), ties, tieTolerance);
  }

  /**
   * Other values for the rewards, put to the rewards' mean and into their range: c + a (v - mean of
   * v) with the greatest a that stays within the least and the greatest reward. An affine map,
   * which cancels wherever advantages are divided by their group's standard deviation.
   *
   * @param values [G] v, ordered as the rewards; equal ones all become the mean
   * @return [G] the values after the map
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
