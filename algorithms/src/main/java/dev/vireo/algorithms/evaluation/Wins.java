package dev.vireo.algorithms.evaluation;

/** How often completions of one policy are better than those of another, prompt by prompt. */
public final class Wins {

  private Wins() {}

  /**
   * The share of all pairs, one completion of each side, in which the policy's has the greater
   * value; equal values count one half. Unbiased for one completion of each (the statistic of Mann
   * and Whitney).
   *
   * @param policy values of the policy's completions of a prompt; NaN for none
   * @param base values of the base's completions of the same prompt; NaN for none
   * @return NaN if either side has no value
   */
  public static double share(double[] policy, double[] base) {
    double won = 0;
    long pairs = 0;
    for (double ours : policy) {
      for (double theirs : base) {
        if (!Double.isNaN(ours) && !Double.isNaN(theirs)) {
          won += 0.5 + 0.5 * Math.signum(ours - theirs);
          pairs++;
        }
      }
    }
    return pairs == 0 ? Double.NaN : won / pairs;
  }
}
