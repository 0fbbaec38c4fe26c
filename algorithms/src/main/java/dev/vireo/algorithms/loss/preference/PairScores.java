package dev.vireo.algorithms.loss.preference;

/**
 * Log-probabilities of a pair, in nats.
 *
 * @param chosen sum over the chosen completion's tokens
 * @param rejected sum over the rejected completion's tokens
 * @param referenceChosen the reference policy's; 0 without one
 * @param referenceRejected the reference policy's; 0 without one
 * @param chosenTokens completion tokens
 * @param rejectedTokens completion tokens
 * @param prompt sum over the outputs of the chosen row that belong to the prompt
 * @param promptTokens how many these are
 * @param chosenDivergence sequential divergence of the reference from the policy over the chosen
 *     completion's tokens; 0 where it is not asked for
 * @param rejectedDivergence over the rejected completion's tokens
 */
record PairScores(
    double chosen,
    double rejected,
    double referenceChosen,
    double referenceRejected,
    int chosenTokens,
    int rejectedTokens,
    double prompt,
    int promptTokens,
    double chosenDivergence,
    double rejectedDivergence) {

  /** h_c = log(policy / reference) of the chosen completion. */
  double chosenRatio() {
    return chosen - referenceChosen;
  }

  /** h_r, of the rejected completion. */
  double rejectedRatio() {
    return rejected - referenceRejected;
  }

  /** h_c - h_r. */
  double margin() {
    return chosenRatio() - rejectedRatio();
  }

  /** n_c, and 1 for an empty completion. */
  int chosenLength() {
    return Math.max(1, chosenTokens);
  }

  /** n_r, and 1 for an empty completion. */
  int rejectedLength() {
    return Math.max(1, rejectedTokens);
  }

  /** l_c, the mean log-probability of the chosen completion's tokens. */
  double chosenMean() {
    return chosen / chosenLength();
  }

  /** l_r, of the rejected completion. */
  double rejectedMean() {
    return rejected / rejectedLength();
  }

  PairScores withoutReference() {
    return new PairScores(
        chosen,
        rejected,
        0,
        0,
        chosenTokens,
        rejectedTokens,
        prompt,
        promptTokens,
        chosenDivergence,
        rejectedDivergence);
  }
}
