package dev.vireo.jobs.runtime.stage;

import java.util.Map;
import java.util.SortedMap;

/** What a stage shows of its totals while it runs. */
@FunctionalInterface
public interface StageMetrics {
  /** Shows nothing. */
  StageMetrics NONE = (totals, seconds) -> Map.of();

  /**
   * Numbers to show, by name, in the order of the map.
   *
   * @param totals sums over the chunks that are done, in the order in which they were done
   * @param seconds time since the stage began, above 0
   */
  Map<String, Double> show(SortedMap<String, Double> totals, double seconds);
}
