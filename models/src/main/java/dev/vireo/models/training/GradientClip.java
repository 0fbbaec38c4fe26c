package dev.vireo.models.training;

/** Clipping by global norm, as torch's {@code clip_grad_norm_} defines it. */
public final class GradientClip {
  private static final double NORM_FLOOR = 1e-6;

  private GradientClip() {}

  /**
   * The factor by which a gradient is scaled: min(1, max / (norm + 1e-6)).
   *
   * @param maxNorm 0 turns clipping off
   */
  public static double factor(double norm, double maxNorm) {
    return maxNorm == 0 ? 1 : Math.min(1, maxNorm / (norm + NORM_FLOOR));
  }
}
