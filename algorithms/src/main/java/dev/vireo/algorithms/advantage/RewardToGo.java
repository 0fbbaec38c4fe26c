package dev.vireo.algorithms.advantage;

/**
 * A token's return where each token has a reward: its own, and what follows.
 *
 * <pre>
 *   r_t = -beta kl_t, and the last token's score more
 *   R_t = r_t + discount R_{t+1}
 * </pre>
 *
 * <p>This is what REINFORCE++ (arXiv 2501.03262) whitens.
 */
public final class RewardToGo {
  private RewardToGo() {}

  /**
   * The returns of a completion.
   *
   * @param score the completion's reward, less its baseline
   * @param kl [T] estimated divergence of each token, in nats
   * @param beta its price, in units of the reward
   * @param discount of what comes a token later, in (0, 1]
   * @return [T] returns
   */
  public static double[] of(double score, double[] kl, double beta, double discount) {
    double[] returns = new double[kl.length];
    double later = 0;
    for (int t = kl.length - 1; t >= 0; t--) {
      double own = -beta * kl[t] + (t == kl.length - 1 ? score : 0);
      later = own + discount * later;
      returns[t] = later;
    }
    return returns;
  }
}
