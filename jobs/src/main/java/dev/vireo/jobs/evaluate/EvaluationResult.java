package dev.vireo.jobs.evaluate;

import dev.vireo.algorithms.InputException;
import java.util.Map;

/**
 * What a checkpoint is worth.
 *
 * @param step optimizer steps of reinforcement behind it
 * @param means mean reward ({@code reward}) and mean of each reward function ({@code rewards/NAME})
 *     over all completions
 */
public record EvaluationResult(long step, Map<String, Double> means) {

  public EvaluationResult {
    means = Map.copyOf(means);
  }

  /**
   * The mean of one reward function, or of their weighted sum.
   *
   * @param name the function's name; null for the weighted sum
   */
  public double accuracy(String name) {
    Double mean = means.get(name == null ? "reward" : "rewards/" + name);
    if (mean == null) {
      throw new InputException(
          "evaluation.accuracy names the reward " + name + "; there are only " + means.keySet());
    }
    return mean;
  }
}
