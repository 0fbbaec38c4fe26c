package dev.vireo.algorithms.loss;

import java.util.Map;
import java.util.Optional;

/**
 * The outputs of the model's head for a micro-batch's tokens. The arrays are not copied.
 *
 * @param values [B][T_i]: log-probabilities of given tokens from a language model's head, values of
 *     given positions from a scalar head
 * @param statistics [B][T_i] each, of those that were measured
 */
public record Outputs(double[][] values, Map<TokenStatistic, double[][]> statistics) {

  /** Values alone. */
  public static Outputs of(double[][] values) {
    return new Outputs(values, Map.of());
  }

  /** A statistic of each token, [B][T_i]; empty if it was not measured. */
  public Optional<double[][]> statistic(TokenStatistic statistic) {
    return Optional.ofNullable(statistics.get(statistic));
  }
}
