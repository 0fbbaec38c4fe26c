package dev.vireo.store.audit;

import java.util.List;

/**
 * How much the policy uses a feature as training goes on.
 *
 * @param feature its name
 * @param iterations a point for each iteration, in order
 */
public record FeatureUse(String feature, List<Point> iterations) {

  public FeatureUse {
    iterations = List.copyOf(iterations);
  }

  /**
   * One iteration.
   *
   * @param iteration its number
   * @param completions how many there are
   * @param mean of the feature
   * @param share of the completions that have any of it
   */
  public record Point(int iteration, long completions, double mean, double share) {}
}
