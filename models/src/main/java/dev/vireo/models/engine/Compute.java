package dev.vireo.models.engine;

import ai.djl.Device;
import dev.vireo.models.parameters.FloatFormat;

/**
 * Where and how a model computes.
 *
 * @param device where its arrays are
 * @param products the format that matrix products are computed in, with sums in float32: float32,
 *     or bfloat16, which rounds every factor to 8 bits. What is trained, its gradients, norms,
 *     softmax and residuals are float32 either way
 */
public record Compute(Device device, FloatFormat products) {

  /** float32 throughout. */
  public static Compute on(Device device) {
    return new Compute(device, FloatFormat.FLOAT32);
  }
}
