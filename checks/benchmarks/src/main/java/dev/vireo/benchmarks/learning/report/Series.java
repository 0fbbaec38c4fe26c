package dev.vireo.benchmarks.learning.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * The cells of one task, condition and rule.
 *
 * @param points of each seed, in order of their iterations
 */
record Series(SortedMap<Long, List<Point>> points) {

  /** A measurement of one seed. */
  Curve curve(long seed, ToDoubleFunction<Point> measure) {
    TreeMap<Integer, Double> values = new TreeMap<>();
    points.get(seed).forEach(point -> values.put(point.iteration(), measure.applyAsDouble(point)));
    return new Curve(values);
  }

  /** The mean of a measurement over some seeds, where all of them have it. */
  Curve mean(SortedSet<Long> seeds, ToDoubleFunction<Point> measure) {
    Map<Integer, Double> sums = new LinkedHashMap<>();
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    for (long seed : seeds) {
      curve(seed, measure)
          .values()
          .forEach(
              (iteration, value) -> {
                sums.merge(iteration, value, Double::sum);
                counts.merge(iteration, 1, Integer::sum);
              });
    }
    TreeMap<Integer, Double> means = new TreeMap<>();
    sums.forEach(
        (iteration, sum) -> {
          if (counts.get(iteration) == seeds.size()) {
            means.put(iteration, sum / seeds.size());
          }
        });
    return new Curve(means);
  }

  /** The interval of the target's mean at an iteration over all seeds. */
  PairedInterval target(int iteration) {
    return PairedInterval.of(
        points.keySet().stream()
            .mapToDouble(seed -> curve(seed, Point::target).at(iteration))
            .filter(value -> !Double.isNaN(value))
            .toArray());
  }

  SortedSet<Long> seeds() {
    return new TreeSet<>(points.keySet());
  }

  /** The iterations that any seed was judged after. */
  SortedSet<Integer> iterations() {
    TreeSet<Integer> iterations = new TreeSet<>();
    points.values().forEach(each -> each.forEach(point -> iterations.add(point.iteration())));
    return iterations;
  }
}
