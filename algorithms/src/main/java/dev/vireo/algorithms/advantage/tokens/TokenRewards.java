package dev.vireo.algorithms.advantage.tokens;

import dev.vireo.algorithms.InputException;

/**
 * Rewards of a completion's states: -beta kl at every token that the policy wrote, and the score at
 * one state.
 *
 * @param rewards [S]
 * @param kl mean estimate of a written token; 0 without a penalty
 * @param klSum sum of the estimates
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenRewards(double[] rewards, double kl, double klSum) {

  /**
   * The rewards of a completion.
   *
   * @param score its score, from {@link ScoreSettings#score}
   * @param settings where the score goes
   * @param penalty the estimator
   * @param beta the penalty's weight now; 0 asks for no log-probabilities
   * @throws InputException if there is a penalty without reference log-probabilities, or a reward
   *     is not a finite number
   */
  public static TokenRewards of(
      WrittenTokens tokens, double score, ScoreSettings settings, KlPenalty penalty, double beta) {
    if (!Double.isFinite(score)) {
      throw new InputException("The score is " + score + "; it must be a finite number");
    }
    int length = tokens.written().length;
    double[] rewards = new double[settings.position().states(length, tokens.full())];
    int counted = 0;
    double sum = 0;
    if (beta > 0) {
      double[] reference =
          tokens
              .referenceLogprobs()
              .orElseThrow(
                  () ->
                      new InputException(
                          "The kl's beta is "
                              + beta
                              + ", but there are no reference log-probabilities"));
      for (int t = 0; t < length; t++) {
        if (tokens.written()[t]) {
          double kl = penalty.estimate(tokens.logprobs()[t], reference[t]);
          rewards[t] = -beta * kl;
          sum += kl;
          counted++;
        }
      }
    }
    int at = rewards.length > length ? length : tokens.last();
    if (at >= 0) {
      rewards[at] += score;
    }
    return new TokenRewards(rewards, counted == 0 ? 0 : sum / counted, sum);
  }
}
