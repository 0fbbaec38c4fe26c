package dev.vireo.algorithms.loss;

import java.util.Optional;

/**
 * A micro-batch's loss and its derivative. The arrays are not copied.
 *
 * @param loss the micro-batch's share of the step's loss
 * @param gradient d loss / d output, [B][T_i] as the outputs came
 * @param byDivergence d loss / d divergence, [B][T_i]; empty where the loss asks for none
 * @param sums what the step's metrics are computed from
 */
public record LossValue(
    double loss, double[][] gradient, Optional<double[][]> byDivergence, Sums sums) {

  /** Of a loss of the outputs alone. */
  public LossValue(double loss, double[][] gradient, Sums sums) {
    this(loss, gradient, Optional.empty(), sums);
  }
}
