package dev.vireo.algorithms.loss.policy;

import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * SAPO (arXiv 2511.20347): -sigmoid(tau (ratio - 1)) 4 / tau A, a soft gate in the place of
 * clipping; at a ratio of 1 its slope is the unclipped loss's.
 */
record Sapo(SapoSettings temperatures) implements PolicyFormula {

  static Sapo of(PolicyLossSettings settings) {
    return new Sapo(settings.sapo());
  }

  @Override
  public Term at(double ratio, double logprob, double advantage, double sequenceLogRatio) {
    double tau = advantage > 0 ? temperatures.positive() : temperatures.negative();
    double x = tau * (ratio - 1);
    double gate = sigmoid(x);
    return new Term(-gate * 4 / tau * advantage, -4 * gate * sigmoid(-x) * advantage, 0);
  }
}
