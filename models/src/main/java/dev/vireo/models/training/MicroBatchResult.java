package dev.vireo.models.training;

/**
 * What one micro-batch gave besides its gradient.
 *
 * @param loss its share of the loss
 * @param entropySum sum over completion tokens of the entropy of the distribution each was drawn
 *     from, in nats; NaN where it was not asked for
 * @param tokens completion tokens
 */
public record MicroBatchResult(double loss, double entropySum, long tokens) {
  /** Mean entropy per completion token; NaN where it was not asked for or there are no tokens. */
  public double meanEntropy() {
    return entropySum / tokens;
  }
}
