package dev.vireo.models.training;

/**
 * A loss and its derivative. The arrays are not copied.
 *
 * @param loss the micro-batch's share of the loss
 * @param gradient d loss / d logprob, [B][T_i] as the log-probabilities came
 */
public record LossValue(double loss, double[][] gradient) {}
