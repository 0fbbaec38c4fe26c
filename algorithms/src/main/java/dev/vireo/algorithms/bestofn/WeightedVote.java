package dev.vireo.algorithms.bestofn;

import dev.vireo.algorithms.sampling.SeededOrder;

/**
 * The answer with the largest sum of weights among n completions, such as the scores of a reward
 * model. No formula counts all subsets, so subsets are drawn: the first n of a random order of the
 * group are one for every n. The mean over orders is unbiased.
 */
public final class WeightedVote {
  private WeightedVote() {}

  /**
   * The expected value of the answer that wins, for every n. The value of an answer is the mean of
   * the values of the completions that give it. A completion without an answer does not vote; as
   * long as none votes, the mean of those without an answer counts.
   *
   * @param answers [G] which completions give the same answer: the same number from 0 on; negative
   *     for a completion without an answer
   * @param weights [G] none negative
   * @param values [G] the value of each completion, such as 1 for a right answer
   * @param orders how many orders are drawn
   * @param seed decides the orders
   * @return [G] the estimate for n = 1 to G
   */
  public static double[] curve(
      int[] answers, double[] weights, double[] values, int orders, long seed) {
    Ballot ballot = Ballot.of(answers, values);
    double[] sums = new double[answers.length];
    for (int order = 0; order < orders; order++) {
      double[] votes = new double[ballot.answers()];
      int leader = -1;
      int[] drawn = SeededOrder.permutation(answers.length, seed, order);
      for (int i = 0; i < drawn.length; i++) {
        int answer = answers[drawn[i]];
        if (answer >= 0) {
          votes[answer] += weights[drawn[i]];
          // Of answers with the same weight the first to have it leads: each as often as any other.
          leader = leader < 0 || votes[answer] > votes[leader] ? answer : leader;
        }
        sums[i] += leader < 0 ? ballot.abstainedValue() : ballot.value(leader);
      }
    }
    double[] curve = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      curve[i] = sums[i] / orders;
    }
    return curve;
  }
}
