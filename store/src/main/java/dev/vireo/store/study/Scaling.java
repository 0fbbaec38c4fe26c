package dev.vireo.store.study;

import dev.vireo.algorithms.bestofn.Interval;
import java.util.List;

/**
 * A functional form of arXiv 2210.10760, fitted to the gain of a reward over the policy that
 * optimization starts from, in standard deviations of that reward.
 *
 * @param form the form: {@link #BEST_OF_N} or {@link #REINFORCEMENT}
 * @param reward the reward: proxy or gold
 * @param points number of points that it is fitted to
 * @param farthest the largest of their distances sqrt(KL)
 * @param alpha the slope at the start
 * @param beta how fast it falls off
 * @param residual root of the mean squared error, in standard deviations
 * @param optimum the distance sqrt(KL) at which the gain is largest; infinite if it never turns
 * @param largest the gain there, in standard deviations; infinite if it never turns
 * @param iterated the same if the proxy is trained anew in each of several rounds; empty for
 *     best-of-n
 */
public record Scaling(
    String form,
    String reward,
    int points,
    double farthest,
    Interval alpha,
    Interval beta,
    double residual,
    Interval optimum,
    double largest,
    List<Iterated> iterated) {

  /** d (alpha - beta d). */
  public static final String BEST_OF_N = "best-of-n";

  /** d (alpha - beta log d). */
  public static final String REINFORCEMENT = "reinforcement";

  public Scaling {
    iterated = List.copyOf(iterated);
  }

  /** Whether the form turns where there are points, and not only where it is continued. */
  public boolean turnsWithin() {
    return optimum.value() <= farthest;
  }

  /**
   * Rounds of reinforcement learning, each with a proxy of its own.
   *
   * @param rounds how many
   * @param optimum the distance sqrt(KL) at which the gain is largest
   * @param largest the gain there, in standard deviations
   */
  public record Iterated(int rounds, double optimum, double largest) {}
}
