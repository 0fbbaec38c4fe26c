package dev.vireo.reports.history;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The steps of one stretch of training, in order: a phase of supervised fine-tuning, or all of a
 * run's reinforcement or preference optimization.
 *
 * @param name the phase's name; empty for the training that the pipeline is named after
 */
public record StepSeries(String name, List<StepNumbers> steps) {

  public StepSeries {
    steps = List.copyOf(steps);
  }

  /** Names of all metrics that any step has, sorted. */
  public List<String> metrics() {
    TreeSet<String> names = new TreeSet<>();
    steps.forEach(step -> names.addAll(step.values().keySet()));
    return List.copyOf(names);
  }

  /** A metric by step, where it was measured. */
  public SortedMap<Long, Double> of(String metric) {
    TreeMap<Long, Double> values = new TreeMap<>();
    for (StepNumbers step : steps) {
      Double value = step.values().get(metric);
      if (value != null) {
        values.put(step.step(), value);
      }
    }
    return values;
  }

  /** The metrics of each iteration, by its number; of values of several steps the last. */
  public SortedMap<Integer, Map<String, Double>> iterations() {
    TreeMap<Integer, Map<String, Double>> iterations = new TreeMap<>();
    for (StepNumbers step : steps) {
      iterations.computeIfAbsent(step.iteration(), i -> new TreeMap<>()).putAll(step.values());
    }
    return iterations;
  }

  /** The last value of a metric that is a number. */
  public Optional<Double> last(String metric) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Double value = steps.get(i).values().get(metric);
      if (value != null && !value.isNaN()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
