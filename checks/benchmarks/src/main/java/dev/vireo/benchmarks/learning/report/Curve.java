package dev.vireo.benchmarks.learning.report;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A measurement over iterations, straight between its points.
 *
 * @param values by iteration; none is NaN
 */
record Curve(SortedMap<Integer, Double> values) {

  Curve {
    values = new TreeMap<>(values);
    values.values().removeIf(value -> value.isNaN());
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The last value. */
  double end() {
    return values.get(values.lastKey());
  }

  /** The mean value over the iterations: the area under the curve, divided by their number. */
  double area() {
    double area = 0;
    Map.Entry<Integer, Double> before = null;
    for (Map.Entry<Integer, Double> point : values.entrySet()) {
      if (before != null) {
        area += (point.getKey() - before.getKey()) * (point.getValue() + before.getValue()) / 2;
      }
      before = point;
    }
    int length = values.lastKey() - values.firstKey();
    return length == 0 ? end() : area / length;
  }

  /** The iteration at which a value is first reached from below; empty if it never is. */
  OptionalDouble reaches(double value) {
    Map.Entry<Integer, Double> before = null;
    for (Map.Entry<Integer, Double> point : values.entrySet()) {
      if (point.getValue() >= value) {
        if (before == null) {
          return OptionalDouble.of(point.getKey());
        }
        double part = (value - before.getValue()) / (point.getValue() - before.getValue());
        return OptionalDouble.of(before.getKey() + part * (point.getKey() - before.getKey()));
      }
      before = point;
    }
    return OptionalDouble.empty();
  }

  /** The value at an iteration within the curve; NaN outside. */
  double at(double iteration) {
    Map.Entry<Integer, Double> before = null;
    for (Map.Entry<Integer, Double> point : values.entrySet()) {
      if (point.getKey() == iteration) {
        return point.getValue();
      }
      if (point.getKey() > iteration) {
        if (before == null) {
          return Double.NaN;
        }
        double part = (iteration - before.getKey()) / (point.getKey() - before.getKey());
        return before.getValue() + part * (point.getValue() - before.getValue());
      }
      before = point;
    }
    return Double.NaN;
  }
}
