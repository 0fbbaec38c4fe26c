package dev.vireo.algorithms.loss;

import dev.vireo.algorithms.InputException;
import java.util.Map;
import java.util.Optional;

/**
 * The outputs of the model's head for a micro-batch's tokens. The arrays are not copied.
 *
 * @param values [B][T_i]: log-probabilities of given tokens from a language model's head, values of
 *     given positions from a scalar head
 * @param statistics [B][T_i] each, of those that were measured
 * @param divergences [B][T_i]: of the reference policy's distribution from the model's at each
 *     token, KL(reference || model) over the vocabulary, in nats; empty unless the loss asks for it
 */
public record Outputs(
    double[][] values,
    Map<TokenStatistic, double[][]> statistics,
    Optional<double[][]> divergences) {

  /** Outputs that are compared with no reference. */
  public Outputs(double[][] values, Map<TokenStatistic, double[][]> statistics) {
    this(values, statistics, Optional.empty());
  }

  /** Values alone. */
  public static Outputs of(double[][] values) {
    return new Outputs(values, Map.of());
  }

  /**
   * The values of so many examples.
   *
   * @return [examples * unit.sequences()][T_i]
   * @throws InputException if there are more rows, or fewer
   */
  public double[][] values(int examples, Unit unit) {
    int rows = examples * unit.sequences();
    if (values.length != rows) {
      throw new InputException(
          "%d examples need %d rows of outputs; there are %d"
              .formatted(examples, rows, values.length));
    }
    return values;
  }

  /** A statistic of each token, [B][T_i]; empty if it was not measured. */
  public Optional<double[][]> statistic(TokenStatistic statistic) {
    return Optional.ofNullable(statistics.get(statistic));
  }
}
