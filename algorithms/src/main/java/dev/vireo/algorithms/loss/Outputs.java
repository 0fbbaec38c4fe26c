package dev.vireo.algorithms.loss;

import java.util.Optional;

/**
 * What the model's head puts out for a micro-batch's tokens. The arrays are not copied.
 *
 * @param values [B][T_i]: log-probabilities of given tokens from a language model's head, values of
 *     given positions from a scalar head
 * @param statistics of the distributions the tokens were drawn from, where they were asked for
 */
public record Outputs(double[][] values, Optional<TokenStatistics> statistics) {

  /** Values alone. */
  public static Outputs of(double[][] values) {
    return new Outputs(values, Optional.empty());
  }
}
