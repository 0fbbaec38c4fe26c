package dev.vireo.reports.signals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The metrics of a run up to an iteration, in order.
 *
 * @param all each iteration's metrics by name
 */
record Iterations(List<Map<String, Double>> all) {

  /** How many iterations are averaged, so that one batch of prompts does not decide. */
  static final int WINDOW = 5;

  /** One after the other: the iterations up to the first, up to the second, and so on. */
  static List<Iterations> growing(SortedMap<Integer, Map<String, Double>> iterations) {
    List<Map<String, Double>> all = new ArrayList<>(iterations.values());
    List<Iterations> growing = new ArrayList<>();
    for (int last = 1; last <= all.size(); last++) {
      growing.add(new Iterations(all.subList(0, last)));
    }
    return growing;
  }

  /** A metric of the last iteration, if it was measured; it may be NaN. */
  Optional<Double> now(String metric) {
    return Optional.ofNullable(all.get(all.size() - 1).get(metric));
  }

  /** Mean of a metric over the first iterations; empty if there are too few. */
  Optional<Double> first(String metric) {
    return all.size() < 2 * WINDOW ? Optional.empty() : mean(metric, 0, WINDOW);
  }

  /** Mean of a metric over the last iterations; empty if there are too few. */
  Optional<Double> last(String metric) {
    return all.size() < 2 * WINDOW
        ? Optional.empty()
        : mean(metric, all.size() - WINDOW, all.size());
  }

  /** Mean over the iterations just before the last ones; empty if there are too few. */
  Optional<Double> before(String metric) {
    return all.size() < 2 * WINDOW
        ? Optional.empty()
        : mean(metric, all.size() - 2 * WINDOW, all.size() - WINDOW);
  }

  private Optional<Double> mean(String metric, int from, int to) {
    double sum = 0;
    for (Map<String, Double> iteration : all.subList(from, to)) {
      Double value = iteration.get(metric);
      if (value == null || !Double.isFinite(value)) {
        return Optional.empty();
      }
      sum += value;
    }
    return Optional.of(sum / (to - from));
  }
}
