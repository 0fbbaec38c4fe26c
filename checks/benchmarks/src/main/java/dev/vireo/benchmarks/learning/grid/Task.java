package dev.vireo.benchmarks.learning.grid;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What policies are trained for, and what they are judged by.
 *
 * @param configuration a file of the pipeline {@code grpo}, from the repository's root
 * @param settings by dotted key, in order
 * @param target the reward whose held-out mean is what is wanted
 * @param range least and greatest sum of the rewards, for rules that need it
 */
public record Task(
    String configuration, Map<String, Object> settings, String target, List<Double> range) {

  public Task {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    range = List.copyOf(range);
  }

  /** The rewards of the demo. */
  public static Task defaults() {
    return new Task(null, Map.of(), "exact", List.of(0.0, 1.0));
  }
}
