package dev.vireo.store.audit;

import java.util.List;

/**
 * How much the policy uses a feature over the course of training.
 *
 * @param feature the feature's name
 * @param iterations one point per iteration, in order
 */
public record FeatureUse(String feature, List<Point> iterations) {

  public FeatureUse {
    iterations = List.copyOf(iterations);
  }

  /**
   * One iteration.
   *
   * @param iteration the iteration's number
   * @param completions number of completions
   * @param mean mean of the feature
   * @param share share of the completions that have the feature at all
   */
  public record Point(int iteration, long completions, double mean, double share) {}
}
