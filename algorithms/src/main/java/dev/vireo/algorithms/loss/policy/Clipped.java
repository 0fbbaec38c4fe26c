package dev.vireo.algorithms.loss.policy;

import java.util.List;

/**
 * PPO's clipped loss (arXiv 2402.03300, equation 3): -min(ratio A, clip(ratio, 1 - epsilonLow, 1 +
 * epsilonHigh) A). Where both sides of the minimum are equal the ratio's own passes the gradient.
 */
record Clipped(double lowest, double highest, boolean dualClip) implements PolicyFormula {
  static final String LOW = "clip_ratio/low";
  static final String HIGH = "clip_ratio/high";

  static Clipped of(PolicyLossSettings settings) {
    return new Clipped(
        1 - settings.epsilonLow(), 1 + settings.epsilonHigh(), settings.profile().dualClip());
  }

  @Override
  public Term at(double ratio, double logprob, double advantage, double sequenceLogRatio) {
    double own = ratio * advantage;
    double clipped = Math.min(highest, Math.max(lowest, ratio)) * advantage;
    if (dualClip && advantage < 0) {
      double least = PolicyProfile.DUAL_CLIP * advantage;
      if (Math.min(own, clipped) < least) {
        return new Term(-least, 0, 0);
      }
    }
    if (own > clipped) {
      return new Term(-clipped, 0, 0);
    }
    return new Term(-own, -advantage, 0);
  }

  @Override
  public void measure(double ratio, double advantage, double sequenceLogRatio, Measures measures) {
    if (ratio < lowest && advantage < 0) {
      measures.add(LOW, 1);
    }
    if (ratio > highest && advantage > 0) {
      measures.add(HIGH, 1);
    }
  }

  @Override
  public List<String> measured() {
    return List.of(LOW, HIGH);
  }
}
