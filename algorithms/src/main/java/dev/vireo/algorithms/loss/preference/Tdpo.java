package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

import java.util.List;

/**
 * Token-level DPO (arXiv 2404.11999): -log sigmoid(beta (h_c - h_r) - alpha beta (D_r - D_c)), with
 * D the sequential divergence of a completion, the sum over its tokens of KL(reference || policy).
 * TDPO1 has an alpha of 1. TDPO2 has an alpha of its own and takes D_c for a constant, so that no
 * gradient pushes the policy away from the reference on chosen completions.
 *
 * @param beta as in DPO
 * @param alpha weight of the divergences
 * @param chosenIsConstant whether no gradient flows through D_c
 */
record Tdpo(double beta, double alpha, boolean chosenIsConstant) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double difference = pair.rejectedDivergence() - pair.chosenDivergence();
    double x = beta * (pair.margin() - alpha * difference);
    double slope = -beta * sigmoid(-x);
    return new PairTerm(
        -logSigmoid(x), slope, -slope, 0, chosenIsConstant ? 0 : alpha * slope, -alpha * slope);
  }

  @Override
  public List<Measure> measures(PairScores pair) {
    return List.of(
        new Measure("kl/chosen", pair.chosenDivergence(), 1),
        new Measure("kl/rejected", pair.rejectedDivergence(), 1));
  }
}
