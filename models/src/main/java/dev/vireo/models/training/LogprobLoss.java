package dev.vireo.models.training;

/** A loss that depends on the model through the log-probabilities of completion tokens alone. */
@FunctionalInterface
public interface LogprobLoss {
  /**
   * Evaluates the loss of one micro-batch.
   *
   * @param logprobs [B][T_i], at the sampling temperature
   */
  LossValue evaluate(double[][] logprobs);
}
