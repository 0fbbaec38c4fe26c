package dev.vireo.reports.history;

import dev.vireo.algorithms.evaluation.ClusteredMean;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a policy did on the held-out prompts, and on evaluation suites.
 *
 * @param step optimizer steps behind the policy
 * @param means by name: {@code reward}, and {@code rewards/NAME} for each reward function. Without
 *     a standard error where the completions were deleted by {@code vireo clean}. And {@code
 *     SUITE/METRIC} for each metric of a suite
 */
public record HeldOutResult(long step, SortedMap<String, ClusteredMean> means) {

  public HeldOutResult {
    means = Collections.unmodifiableSortedMap(new TreeMap<>(means));
  }

  /** This result with metrics of suites at its step. */
  HeldOutResult and(List<SuiteMetric> metrics) {
    SortedMap<String, ClusteredMean> all = new TreeMap<>(means);
    metrics.stream()
        .filter(metric -> metric.step() == step)
        .forEach(metric -> all.put(metric.name(), metric.mean()));
    return new HeldOutResult(step, all);
  }
}
