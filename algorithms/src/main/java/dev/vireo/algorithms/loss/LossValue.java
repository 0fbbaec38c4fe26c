package dev.vireo.algorithms.loss;

/**
 * A micro-batch's loss and its derivative. The arrays are not copied.
 *
 * @param loss the micro-batch's share of the step's loss
 * @param gradient d loss / d output, [B][T_i] as the outputs came
 * @param sums what the step's metrics are computed from
 */
public record LossValue(double loss, double[][] gradient, Sums sums) {}
