package dev.vireo.algorithms.bestofn;

import java.util.Arrays;

/**
 * The divergence KL(best of n || the policy sampled from), in nats.
 *
 * <p>log n - (n - 1) / n is a bound, which is reached only where no completion is likely to be
 * drawn twice. Where completions repeat, the estimator of Beirami et al. 2024, arXiv 2401.01879, is
 * between the divergence and the bound: with m the probability of the completion that was chosen,
 *
 * <pre>(1 - m)^n (log n + (n - 1) log(1 - m) - (n - 1) / n)
 *     + (1 - (1 - m)^n) log((1 - (1 - m)^n) / m)</pre>
 *
 * which is the bound for m to 0, and log(1 / m) for n to infinity.
 */
public final class BestOfNDivergence {
  private BestOfNDivergence() {}

  /** log n - (n - 1) / n. */
  public static double bound(int n) {
    return StrictMath.log(n) - (n - 1.0) / n;
  }

  /**
   * The estimate from one completion that was chosen among n.
   *
   * @param logProbability log m: the completion's log-probability under the policy sampled from
   */
  public static double estimate(int n, double logProbability) {
    double mass = StrictMath.exp(Math.min(0, logProbability));
    if (n == 1 || mass == 0) {
      return bound(n);
    }
    double logOthers = StrictMath.log1p(-mass);
    double never = StrictMath.exp(n * logOthers);
    double drawn = -StrictMath.expm1(n * logOthers);
    double alone = never == 0 ? 0 : never * (bound(n) + (n - 1) * logOthers);
    return alone + drawn * (StrictMath.log(drawn) - Math.min(0, logProbability));
  }

  /**
   * The expected estimate for every n, over all subsets of a group of which the best is chosen.
   *
   * @param rewards [G] what chooses; no NaN
   * @param logProbabilities [G] of the completions, in the same order
   * @return [G] nats for n = 1 to G
   */
  public static double[] curve(double[] rewards, double[] logProbabilities) {
    return BestOfN.curve(
        rewards,
        n -> Arrays.stream(logProbabilities).map(logprob -> estimate(n, logprob)).toArray());
  }
}
