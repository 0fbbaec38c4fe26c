package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint is worth.
 *
 * @param step optimizer steps of reinforcement learning so far
 * @param means mean reward ({@code reward}) and mean of each reward function ({@code rewards/NAME})
 *     over the completions that got one; NaN if none did
 */
public record EvaluationResult(long step, Map<String, Double> means) {

  private static final String FUNCTION = "rewards/";

  public EvaluationResult {
    means = Map.copyOf(means);
  }

  /** One of the means, if there is such a reward and any completion got one. */
  public Optional<Double> measured(String mean) {
    return Optional.ofNullable(means.get(mean)).filter(value -> !value.isNaN());
  }

  static String key(String name) {
    return name == null ? "reward" : "rewards/" + name;
  }

  /**
   * The mean of one reward function, or of their weighted sum.
   *
   * @param name the function's name; null for the weighted sum
   */
  public double accuracy(String name) {
    Double mean = means.get(key(name));
    if (mean == null) {
      throw new InputException(
          "evaluation.accuracy is '%s'; it must be one of %s".formatted(name, names()));
    }
    return mean;
  }

  private List<String> names() {
    return means.keySet().stream()
        .filter(key -> key.startsWith(FUNCTION))
        .map(key -> key.substring(FUNCTION.length()))
        .sorted()
        .toList();
  }
}
