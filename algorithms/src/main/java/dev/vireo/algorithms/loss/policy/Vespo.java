package dev.vireo.algorithms.loss.policy;

import java.util.List;

/**
 * VESPO (arXiv 2602.10693): -phi(w) A logprob, phi(w) = e^lambda w^k e^(-lambda w), where w is the
 * ratio of the whole sequence's probabilities. phi passes no gradient. As in TRL each log-ratio is
 * kept within 20 of zero, and w between 1e-8 and e^20.
 */
record Vespo(VespoSettings shape) implements PolicyFormula {
  static final String PHI = "vespo/phi_seq_mean";

  private static final double GREATEST_LOG_RATIO = 20;
  private static final double LEAST_LOG_WEIGHT = StrictMath.log(1e-8);

  static Vespo of(PolicyLossSettings settings) {
    return new Vespo(settings.vespo());
  }

  @Override
  public Term at(double ratio, double logprob, double advantage, double sequenceLogRatio) {
    double weight = -phi(advantage, sequenceLogRatio) * advantage;
    return new Term(weight * logprob, 0, weight);
  }

  @Override
  public void measure(double ratio, double advantage, double sequenceLogRatio, Measures measures) {
    measures.add(PHI, phi(advantage, sequenceLogRatio));
  }

  @Override
  public List<String> measured() {
    return List.of(PHI);
  }

  @Override
  public boolean measuresSequences() {
    return true;
  }

  @Override
  public double sequenceBound() {
    return GREATEST_LOG_RATIO;
  }

  private double phi(double advantage, double sequenceLogRatio) {
    double k = advantage >= 0 ? shape.kPositive() : shape.kNegative();
    double lambda = advantage >= 0 ? shape.lambdaPositive() : shape.lambdaNegative();
    double log = Math.min(GREATEST_LOG_RATIO, Math.max(LEAST_LOG_WEIGHT, sequenceLogRatio));
    return StrictMath.exp(lambda + k * log - lambda * StrictMath.exp(log));
  }
}
