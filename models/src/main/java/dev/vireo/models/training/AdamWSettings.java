package dev.vireo.models.training;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * Settings of {@link AdamW}.
 *
 * @param learningRate after the warm-up
 * @param warmupSteps steps over which the learning rate rises in equal parts; the first step
 *     already moves
 * @param beta1 decay of the gradient's running mean
 * @param beta2 decay of the squared gradient's running mean
 * @param adamEpsilon added to the denominator
 * @param weightDecay decoupled: each step shrinks parameters by learningRate * weightDecay
 * @param maxGradNorm global norm to which larger gradients are scaled; 0 turns it off
 */
public record AdamWSettings(
    double learningRate,
    int warmupSteps,
    double beta1,
    double beta2,
    double adamEpsilon,
    double weightDecay,
    double maxGradNorm)
    implements Serializable {
  /**
   * @throws InputException if a value is impossible
   */
  public AdamWSettings {
    require("learning-rate", learningRate, learningRate >= 0, "at least 0");
    require("warmup-steps", warmupSteps, warmupSteps >= 0, "at least 0");
    require("beta1", beta1, beta1 >= 0 && beta1 < 1, "at least 0 and under 1");
    require("beta2", beta2, beta2 >= 0 && beta2 < 1, "at least 0 and under 1");
    require("adam-epsilon", adamEpsilon, adamEpsilon >= 0, "at least 0");
    require("weight-decay", weightDecay, weightDecay >= 0, "at least 0");
    require("max-grad-norm", maxGradNorm, maxGradNorm >= 0, "at least 0");
  }

  /**
   * Learning rate 1e-6 without warm-up or decay, betas .9 and .999, epsilon 1e-8, norm at most 1.
   */
  public static AdamWSettings defaults() {
    return new AdamWSettings(1e-6, 0, 0.9, 0.999, 1e-8, 0, 1);
  }

  /** The learning rate of a step, the first being 1. */
  public double learningRate(long step) {
    return step >= warmupSteps ? learningRate : learningRate * step / warmupSteps;
  }

  private static void require(String name, double value, boolean possible, String allowed) {
    if (!possible || Double.isInfinite(value)) {
      throw new InputException(name + " " + value + " is not " + allowed);
    }
  }
}
