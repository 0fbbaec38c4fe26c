package dev.vireo.algorithms.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Means whose error counts prompts. */
final class Clusters {
  private Clusters() {}

  /** The mean of a value of rows, its error by the rows' prompts. */
  static <T> ClusteredMean mean(
      List<T> rows, Function<T, String> prompt, ToDoubleFunction<T> value) {
    Map<String, List<Double>> prompts = new LinkedHashMap<>();
    for (T row : rows) {
      prompts
          .computeIfAbsent(prompt.apply(row), none -> new ArrayList<>())
          .add(value.applyAsDouble(row));
    }
    return ClusteredMean.of(
        prompts.values().stream()
            .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray())
            .toList());
  }
}
