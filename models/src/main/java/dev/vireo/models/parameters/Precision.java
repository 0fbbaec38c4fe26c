package dev.vireo.models.parameters;

import java.io.Serializable;

/**
 * The formats of a model's numbers.
 *
 * @param storage format of the parameters in a checkpoint
 * @param compute format of parameters, activations and gradients in a running model
 * @param optimizer format of the optimizer's moments
 */
public record Precision(FloatFormat storage, FloatFormat compute, FloatFormat optimizer)
    implements Serializable {

  /** float32 everywhere. */
  public static final Precision FLOAT32 =
      new Precision(FloatFormat.FLOAT32, FloatFormat.FLOAT32, FloatFormat.FLOAT32);

  /** Bytes taken by this many numbers in a running model. */
  public long computeBytes(long numbers) {
    return numbers * compute.bytes();
  }
}
