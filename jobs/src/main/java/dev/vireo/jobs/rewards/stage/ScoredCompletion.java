package dev.vireo.jobs.rewards.stage;

import java.util.Collections;
import java.util.Map;

/**
 * What one completion was worth.
 *
 * @param reward weighted sum of the values that are there; NaN if no function with a weight gave
 *     one
 * @param values each reward's own value by name, in the order of the configuration; NaN for none
 */
public record ScoredCompletion(double reward, Map<String, Double> values) {
  public ScoredCompletion {
    // Not copied: it is made for this record, and the order of its names must stay.
    values = Collections.unmodifiableMap(values);
  }
}
