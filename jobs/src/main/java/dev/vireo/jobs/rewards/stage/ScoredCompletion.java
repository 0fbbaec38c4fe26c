package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.StepReward;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What one completion was worth.
 *
 * @param reward weighted sum of the values that are there; NaN if no function with a weight gave
 *     one
 * @param values each reward's own value by name, in the order of the configuration; NaN for none
 * @param steps weighted rewards of its steps, their ends rising; empty where no function judges
 *     steps
 */
public record ScoredCompletion(double reward, Map<String, Double> values, List<StepReward> steps) {
  public ScoredCompletion {
    // Not copied: it is made for this record, and the order of its names must stay.
    values = Collections.unmodifiableMap(values);
    steps = List.copyOf(steps);
  }

  /** A completion without steps. */
  public ScoredCompletion(double reward, Map<String, Double> values) {
    this(reward, values, List.of());
  }
}
