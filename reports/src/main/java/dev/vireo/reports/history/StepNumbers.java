package dev.vireo.reports.history;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured at one optimizer step.
 *
 * @param iteration the iteration that the step belongs to, from 1; 0 if the pipeline has none
 * @param step optimizer steps until then, from 1. What is measured once an iteration, such as its
 *     rewards, stands at the iteration's first step
 * @param values by the metrics' names, as TRL has them where it has them
 */
public record StepNumbers(int iteration, long step, SortedMap<String, Double> values) {

  public StepNumbers {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The same from any map. */
  static StepNumbers of(int iteration, long step, Map<String, Double> values) {
    return new StepNumbers(iteration, step, new TreeMap<>(values));
  }
}
