package dev.vireo.jobs.runtime.devices;

import dev.vireo.models.parameters.FloatFormat;

/**
 * The format in which a run's models multiply matrices. It decides bits, so it counts as a part of
 * the policy that a run starts from, and with it in all that the run makes.
 */
public enum ComputeChoice {
  /** bfloat16 where the driver's processor multiplies it natively, or on a GPU; else float32. */
  AUTO,

  /** float32. */
  F32,

  /** bfloat16, with sums in float32. */
  BF16;

  /** The format of products, on this machine where it is to be found out. */
  public FloatFormat products(DeviceChoice device) {
    return switch (this) {
      case F32 -> FloatFormat.FLOAT32;
      case BF16 -> FloatFormat.BFLOAT16;
      case AUTO -> AutoCompute.here(device).products();
    };
  }
}
