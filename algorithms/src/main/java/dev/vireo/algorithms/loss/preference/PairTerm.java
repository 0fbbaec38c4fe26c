package dev.vireo.algorithms.loss.preference;

/**
 * A pair's loss before it is divided, and its derivatives.
 *
 * @param loss the value
 * @param byChosen d loss / d log-probability of each token of the chosen completion
 * @param byRejected the same for the rejected completion
 * @param byPrompt the same for each prompt token of the chosen row
 * @param byChosenDivergence d loss / d divergence at each token of the chosen completion
 * @param byRejectedDivergence the same for the rejected completion
 */
record PairTerm(
    double loss,
    double byChosen,
    double byRejected,
    double byPrompt,
    double byChosenDivergence,
    double byRejectedDivergence) {

  /** A loss of log-probabilities alone. */
  PairTerm(double loss, double byChosen, double byRejected, double byPrompt) {
    this(loss, byChosen, byRejected, byPrompt, 0, 0);
  }

  /** A loss that does not look at the prompt. */
  static PairTerm of(double loss, double byChosen, double byRejected) {
    return new PairTerm(loss, byChosen, byRejected, 0);
  }

  /** A loss of {@code chosen - rejected}, both of them sums over tokens. */
  static PairTerm ofMargin(double loss, double derivative) {
    return of(loss, derivative, -derivative);
  }

  /** A loss of the difference of means over tokens. */
  static PairTerm ofMeanMargin(PairScores pair, double loss, double derivative) {
    return of(loss, derivative / pair.chosenLength(), -derivative / pair.rejectedLength());
  }
}
