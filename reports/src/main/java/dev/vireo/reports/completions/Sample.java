package dev.vireo.reports.completions;

import dev.vireo.schemas.FinishReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One completion of a group, with what the stages after sampling said of it.
 *
 * @param index place in the group, from 0
 * @param text the completion; untrusted
 * @param tokenIds its tokens
 * @param policyMask whether the policy wrote each token; empty where it wrote all of them
 * @param logprobs of each token that the policy wrote, under the policy that sampled it; empty if
 *     the rollouts have none
 * @param referenceLogprobs the same under the reference policy; empty if the run scores none
 * @param finishReason why it ended
 * @param reward weighted sum of the rewards; NaN before rewards were scored, or if none was given
 * @param rewards each reward function's value, by name; empty before rewards were scored
 * @param extraNumbers further numbers that reward functions gave, by name
 * @param extraTexts further texts that they gave; untrusted
 * @param adjustedReward after adjustment; NaN before advantages were computed
 * @param weight its share in the group's mean; NaN likewise
 * @param advantage of each of its tokens; NaN likewise
 * @param tokenAdvantages of each token that the policy wrote, where they differ; otherwise empty
 */
public record Sample(
    int index,
    String text,
    List<Integer> tokenIds,
    List<Boolean> policyMask,
    List<Float> logprobs,
    List<Float> referenceLogprobs,
    FinishReason finishReason,
    double reward,
    SortedMap<String, Double> rewards,
    SortedMap<String, Double> extraNumbers,
    SortedMap<String, String> extraTexts,
    double adjustedReward,
    double weight,
    double advantage,
    List<Double> tokenAdvantages) {

  public Sample {
    tokenIds = List.copyOf(tokenIds);
    policyMask = List.copyOf(policyMask);
    logprobs = List.copyOf(logprobs);
    referenceLogprobs = List.copyOf(referenceLogprobs);
    rewards = Collections.unmodifiableSortedMap(new TreeMap<>(rewards));
    extraNumbers = Collections.unmodifiableSortedMap(new TreeMap<>(extraNumbers));
    extraTexts = Collections.unmodifiableSortedMap(new TreeMap<>(extraTexts));
    tokenAdvantages = List.copyOf(tokenAdvantages);
  }

  /**
   * What is known of tokens that the policy wrote, beside all tokens: NaN at those that it did not.
   *
   * @param values one for each token that it wrote; empty if nothing is known
   */
  public List<? extends Number> besideTokens(List<? extends Number> values) {
    if (policyMask.isEmpty() || values.isEmpty()) {
      return values;
    }
    Iterator<? extends Number> next = values.iterator();
    List<Number> beside = new ArrayList<>(policyMask.size());
    for (boolean written : policyMask) {
      beside.add(written ? next.next() : Double.valueOf(Double.NaN));
    }
    return beside;
  }

  /** Whether it ended because it was as long as completions may be. */
  public boolean truncated() {
    return finishReason == FinishReason.length;
  }

  /**
   * Estimate of KL(sampling policy || reference policy) over the completion: the sum of the tokens'
   * differences of log-probabilities, in nats; NaN where either is missing.
   */
  public double kl() {
    if (logprobs.isEmpty() || logprobs.size() != referenceLogprobs.size()) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < logprobs.size(); i++) {
      sum += logprobs.get(i) - referenceLogprobs.get(i);
    }
    return sum;
  }
}
