package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import java.util.Arrays;

/**
 * Weights of a group's completions. They are computed from log-probabilities, never from
 * probabilities: the probability of a long completion underflows, but its share of the group does
 * not.
 */
public final class CompletionWeights {
  private CompletionWeights() {}

  /**
   * Equal weights.
   *
   * @param size number of completions in the group
   * @return [size] weights of 1 / size
   */
  public static double[] uniform(int size) {
    double[] weights = new double[size];
    Arrays.fill(weights, 1.0 / size);
    return weights;
  }

  /**
   * Each completion's probability divided by the group's sum, by log-sum-exp (arXiv 2505.23247,
   * Algorithm 3).
   *
   * @param sumLogprobs [G] log-probability of each whole completion, in nats; minus infinity is a
   *     probability of zero
   * @return [G] weights that sum to 1; a completion 745 nats below the likeliest has weight 0
   * @throws InputException if a log-probability is NaN or plus infinity, or all are minus infinity
   */
  public static double[] fromLogprobs(double[] sumLogprobs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < sumLogprobs.length; i++) {
      double logprob = sumLogprobs[i];
      if (Double.isNaN(logprob) || logprob == Double.POSITIVE_INFINITY) {
        throw new InputException(
            "Cannot weigh completion "
                + i
                + " of its group: its log-probability is "
                + logprob
                + "; give a finite number, or minus infinity for a probability of zero");
      }
      largest = Math.max(largest, logprob);
    }
    if (sumLogprobs.length > 0 && largest == Double.NEGATIVE_INFINITY) {
      throw new InputException(
          "Cannot weigh a group whose completions all have probability zero (every log-probability"
              + " is minus infinity): use uniform weights");
    }
    double[] weights = new double[sumLogprobs.length];
    CompensatedSum total = new CompensatedSum();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = StrictMath.exp(sumLogprobs[i] - largest);
      total.add(weights[i]);
    }
    double sum = total.value();
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /**
   * Weights proportional to the exponential of the mean token log-probability, so that length alone
   * has no effect.
   *
   * @param sumLogprobs [G] log-probability of each whole completion, in nats
   * @param lengths [G] number of tokens of each completion, at least 1
   * @return [G] weights that sum to 1
   * @throws InputException as {@link #fromLogprobs}, and if the lengths do not match
   */
  public static double[] lengthNormalised(double[] sumLogprobs, int[] lengths) {
    if (sumLogprobs.length != lengths.length) {
      throw new InputException(
          "Cannot weigh a group by length: "
              + sumLogprobs.length
              + " log-probabilities but "
              + lengths.length
              + " lengths");
    }
    double[] means = new double[sumLogprobs.length];
    for (int i = 0; i < means.length; i++) {
      if (lengths[i] < 1) {
        throw new InputException(
            "Cannot weigh completion "
                + i
                + " of its group by length: it has "
                + lengths[i]
                + " tokens, and needs at least 1");
      }
      means[i] = sumLogprobs[i] / lengths[i];
    }
    return fromLogprobs(means);
  }
}
