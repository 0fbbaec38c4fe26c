package dev.vireo.models.parameters;

import java.io.Serializable;

/**
 * The formats of a model's numbers in memory. Gradients, norms and what goes from layer to layer
 * are float32.
 *
 * @param storage of parameters
 * @param compute of the factors of matrix products, and of what is kept of a pass for the way back
 * @param optimizer of the optimizer's moments
 */
public record Precision(FloatFormat storage, FloatFormat compute, FloatFormat optimizer)
    implements Serializable {

  /** float32 everywhere. */
  public static final Precision FLOAT32 =
      new Precision(FloatFormat.FLOAT32, FloatFormat.FLOAT32, FloatFormat.FLOAT32);

  /** All parameters trained, with products in a format. */
  public static Precision multiplying(FloatFormat products) {
    return new Precision(FloatFormat.FLOAT32, products, FloatFormat.FLOAT32);
  }

  /** Bytes of numbers in float32. */
  public static long floats(long numbers) {
    return numbers * FloatFormat.FLOAT32.bytes();
  }

  /** Bytes of parameters. */
  public long storageBytes(long parameters) {
    return parameters * storage.bytes();
  }

  /** Bytes of factors of products. */
  public long computeBytes(long numbers) {
    return numbers * compute.bytes();
  }
}
