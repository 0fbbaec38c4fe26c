package dev.vireo.algorithms.loss.policy;

import java.util.List;

/**
 * CISPO (arXiv 2506.13585): -min(ratio, epsilonHigh) A logprob. The clipped ratio is a weight that
 * passes no gradient, so that no token is left out.
 */
record Cispo(double highest) implements PolicyFormula {
  static final String CLIPPED = "cispo_clip_ratio";

  static Cispo of(PolicyLossSettings settings) {
    return new Cispo(settings.epsilonHigh());
  }

  @Override
  public Term at(double ratio, double logprob, double advantage, double sequenceLogRatio) {
    double weight = -Math.min(ratio, highest) * advantage;
    return new Term(weight * logprob, 0, weight);
  }

  @Override
  public void measure(double ratio, double advantage, double sequenceLogRatio, Measures measures) {
    if (ratio > highest && advantage > 0) {
      measures.add(CLIPPED, 1);
    }
  }

  @Override
  public List<String> measured() {
    return List.of(CLIPPED);
  }
}
