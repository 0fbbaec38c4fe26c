package dev.vireo.store.study;

import dev.vireo.algorithms.bestofn.Interval;

/**
 * What a choice among n completions is worth.
 *
 * @param n completions chosen among
 * @param tokens mean number of tokens that they take
 * @param bound log n - (n - 1) / n, which the divergence does not exceed, in nats
 * @param kl estimate of the divergence; NaN without log-probabilities
 * @param proxy proxy reward of the completion with the best one
 * @param gold gold reward of that completion
 * @param winRate the chance that its gold reward beats that of a single completion; NaN for all
 * @param majority gold reward of the answer that most completions give; NaN without votes
 * @param weighted gold reward of the answer with the largest sum of weights; NaN without votes
 */
public record ChoicePoint(
    int n,
    double tokens,
    double bound,
    Interval kl,
    Interval proxy,
    Interval gold,
    Interval winRate,
    Interval majority,
    Interval weighted) {

  /** The estimate of the divergence; the bound if there is none. */
  public double divergence() {
    return Double.isNaN(kl.value()) ? bound : kl.value();
  }
}
