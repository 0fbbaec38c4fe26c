package dev.vireo.models.training;

import java.util.Arrays;

/**
 * Cross-entropy per token: -sum(logprob) / N.
 *
 * @param totalTokens N, completion tokens of the whole step, so that micro-batches add up
 */
public record SupervisedLoss(long totalTokens) implements LogprobLoss {
  public SupervisedLoss {
    if (totalTokens < 1) {
      throw new IllegalArgumentException("total tokens " + totalTokens + " is not positive");
    }
  }

  @Override
  public LossValue evaluate(double[][] logprobs) {
    double sum = 0;
    double[][] gradient = new double[logprobs.length][];
    for (int i = 0; i < logprobs.length; i++) {
      for (double logprob : logprobs[i]) {
        sum += logprob;
      }
      gradient[i] = new double[logprobs[i].length];
      Arrays.fill(gradient[i], -1.0 / totalTokens);
    }
    return new LossValue(-sum / totalTokens, gradient);
  }
}
