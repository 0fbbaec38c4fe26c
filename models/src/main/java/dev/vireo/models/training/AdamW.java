package dev.vireo.models.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;

/**
 * AdamW (arXiv 1711.05101), as torch defines it. With gradient g after clipping, step t from 1 and
 * rate a:
 *
 * <pre>
 *   p = p (1 - a decay)
 *   m = m + (1 - beta1) (g - m)
 *   v = beta2 v + (1 - beta2) g^2
 *   p = p - a / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * Elements are float32, as torch has them; constants are float64 until they meet one. Decay applies
 * to every parameter.
 */
public final class AdamW {
  private final AdamWSettings settings;
  private final ParameterSet firstMoment;
  private final ParameterSet secondMoment;
  private long step;

  /**
   * An optimizer that goes on.
   *
   * @param state whose sets now belong to the optimizer, and change with every step
   */
  public AdamW(AdamWSettings settings, OptimizerState state) {
    this.settings = settings;
    this.firstMoment = state.firstMoment();
    this.secondMoment = state.secondMoment();
    this.step = state.step();
  }

  /**
   * Makes one update.
   *
   * @param parameters changed in place
   * @param gradient in the same order; left as it is
   * @return the gradient's global norm before clipping
   * @throws IllegalArgumentException if a set is of another model
   * @throws InputException if the gradient's norm is not finite; nothing has been changed then
   */
  public double step(ParameterSet parameters, ParameterSet gradient) {
    firstMoment.requireLike("The set of parameters", parameters);
    firstMoment.requireLike("The gradient", gradient);
    double norm = gradient.norm();
    if (Double.isNaN(norm) || Double.isInfinite(norm)) {
      throw new InputException(
          "The gradient's norm is "
              + norm
              + " at step "
              + (step + 1)
              + "; lower the learning rate");
    }
    step++;
    update(parameters, gradient, (float) GradientClip.factor(norm, settings.maxGradNorm()));
    return norm;
  }

  private void update(ParameterSet parameters, ParameterSet gradient, float clip) {
    double rate = learningRate();
    double correction1 = 1 - Math.pow(settings.beta1(), step);
    double correction2 = 1 - Math.pow(settings.beta2(), step);
    float shrink = (float) (1 - rate * settings.weightDecay());
    float share1 = (float) (1 - settings.beta1());
    float keep2 = (float) settings.beta2();
    float share2 = (float) (1 - settings.beta2());
    float root2 = (float) Math.sqrt(correction2);
    float epsilon = (float) settings.adamEpsilon();
    float size = (float) (rate / correction1);
    for (int at = 0; at < parameters.count(); at++) {
      float[] p = parameters.at(at);
      float[] g = gradient.at(at);
      float[] m = firstMoment.at(at);
      float[] v = secondMoment.at(at);
      for (int i = 0; i < p.length; i++) {
        float clipped = g[i] * clip;
        float mean = m[i] + share1 * (clipped - m[i]);
        float square = keep2 * v[i] + share2 * clipped * clipped;
        m[i] = mean;
        v[i] = square;
        float denominator = (float) Math.sqrt(square) / root2 + epsilon;
        p[i] = p[i] * shrink - size * (mean / denominator);
      }
    }
  }

  /** The learning rate of the last step made; of the first, before any. */
  public double learningRate() {
    return settings.learningRate(Math.max(1, step));
  }

  /** What a checkpoint keeps. The sets are the optimizer's own: write them before the next step. */
  public OptimizerState state() {
    return new OptimizerState(step, firstMoment, secondMoment);
  }
}
