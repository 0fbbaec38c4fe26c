package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint is worth.
 *
 * @param step optimizer steps of reinforcement learning so far
 * @param means mean reward ({@code reward}) and mean of each reward function ({@code rewards/NAME})
 *     over the completions that got one, NaN if none did; and the metrics of suites ({@code
 *     SUITE/METRIC})
 */
public record EvaluationResult(long step, Map<String, Double> means) {

  /** The mean of the weighted sum. */
  static final String SUM = "reward";

  /** In front of a reward function's name. */
  static final String FUNCTION = "rewards/";

  public EvaluationResult {
    means = Map.copyOf(means);
  }

  /** This result with further means. */
  public EvaluationResult and(Map<String, Double> more) {
    Map<String, Double> all = new HashMap<>(means);
    all.putAll(more);
    return new EvaluationResult(step, all);
  }

  /** One of the means, if there is such a reward and any completion got one. */
  public Optional<Double> measured(String mean) {
    return Optional.ofNullable(means.get(mean)).filter(value -> !value.isNaN());
  }

  /**
   * The mean that the settings name as the accuracy.
   *
   * @throws InputException if there is no reward of that name
   */
  public double accuracy(EvaluationSettings settings) {
    Double mean = means.get(settings.accuracyMean());
    if (mean == null) {
      throw new InputException(
          "evaluation.accuracy is '%s'; it must be one of %s"
              .formatted(settings.accuracy(), names()));
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
