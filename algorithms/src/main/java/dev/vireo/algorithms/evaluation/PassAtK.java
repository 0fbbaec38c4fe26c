package dev.vireo.algorithms.evaluation;

/**
 * The probability that at least one of k completions is right, estimated without bias from n &ge; k
 * completions of which c are right: 1 - C(n - c, k) / C(n, k) (Chen et al. 2021, arXiv 2107.03374,
 * equation 1). One of k completions of a prompt is a draw without replacement from its n.
 */
public final class PassAtK {

  private PassAtK() {}

  /**
   * The estimate, as the product of k ratios, none of which overflows.
   *
   * @param completions n, at least k
   * @param right c, from 0 to n
   * @param k from 1 to n
   */
  public static double of(int completions, int right, int k) {
    if (k < 1 || k > completions || right < 0 || right > completions) {
      throw new IllegalArgumentException(
          "pass@%d of %d completions, %d of them right".formatted(k, completions, right));
    }
    double allWrong = 1;
    for (int drawn = 0; drawn < k; drawn++) {
      allWrong *= (double) Math.max(0, completions - right - drawn) / (completions - drawn);
    }
    return 1 - allWrong;
  }
}
