package dev.vireo.reports.signals;

import dev.vireo.reports.history.StepSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Looks for what is wrong with a run's signal. */
public final class SignalAudit {

  private SignalAudit() {}

  /**
   * What is wrong in the last of some iterations; each finding says that it began there.
   *
   * @param iterations the metrics of each iteration, by its number; at least one
   */
  public static List<Finding> now(SortedMap<Integer, Map<String, Double>> iterations) {
    Iterations all = new Iterations(List.copyOf(iterations.values()));
    return Arrays.stream(Signal.values())
        .map(signal -> signal.find(iterations.lastKey(), all))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The findings of a run, those that began first before the others. */
  public static List<Finding> findings(StepSeries training) {
    return findings(training.iterations());
  }

  /**
   * The same.
   *
   * @param iterations the metrics of each iteration, by its number
   */
  public static List<Finding> findings(SortedMap<Integer, Map<String, Double>> iterations) {
    List<Integer> numbers = new ArrayList<>(iterations.keySet());
    List<Iterations> growing = Iterations.growing(iterations);
    return Arrays.stream(Signal.values())
        .map(signal -> first(signal, numbers, growing))
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingInt(Finding::iteration))
        .toList();
  }

  private static Optional<Finding> first(
      Signal signal, List<Integer> numbers, List<Iterations> growing) {
    return IntStream.range(0, numbers.size())
        .mapToObj(i -> signal.find(numbers.get(i), growing.get(i)))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
