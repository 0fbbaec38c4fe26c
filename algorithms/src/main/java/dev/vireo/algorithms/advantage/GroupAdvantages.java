package dev.vireo.algorithms.advantage;

/**
 * The advantages of one group, and what they were made with.
 *
 * @param advantages [G] one per completion; 0 if there was no reward. Not copied
 * @param mean mean of the rewards that are not NaN; NaN for none
 * @param std their standard deviation, with the profile's degrees of freedom; 0 for fewer than two
 * @param rewarded how many rewards are not NaN
 */
@SuppressWarnings("ArrayRecordComponent")
public record GroupAdvantages(double[] advantages, double mean, double std, int rewarded) {
  /**
   * Whether the group says nothing about what to do more or less of.
   *
   * @return true if all advantages are 0
   */
  public boolean silent() {
    for (double advantage : advantages) {
      if (advantage != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the group says nothing about which completion is better.
   *
   * @return true if all rewards are equal, or fewer than two are there
   */
  public boolean zeroStd() {
    return std == 0;
  }
}
