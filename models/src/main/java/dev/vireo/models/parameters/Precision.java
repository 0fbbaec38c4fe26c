package dev.vireo.models.parameters;

import java.io.Serializable;

/**
 * The formats of a model's numbers.
 *
 * @param storage in which a checkpoint keeps the parameters
 * @param compute in which parameters, activations and gradients lie while a model is at work
 * @param optimizer in which the optimizer keeps its moments
 */
public record Precision(FloatFormat storage, FloatFormat compute, FloatFormat optimizer)
    implements Serializable {

  /** float32 everywhere. */
  public static final Precision FLOAT32 =
      new Precision(FloatFormat.FLOAT32, FloatFormat.FLOAT32, FloatFormat.FLOAT32);

  /** Bytes of as many numbers of a model at work. */
  public long computeBytes(long numbers) {
    return numbers * compute.bytes();
  }
}
