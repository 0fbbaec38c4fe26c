package dev.vireo.jobs.study;

import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.algorithms.bestofn.BestOfNDivergence;
import dev.vireo.algorithms.bestofn.MajorityVote;
import dev.vireo.algorithms.bestofn.WeightedVote;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.rewards.RewardConversation;
import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.schemas.BestOfNPoint;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What choices among the completions of one prompt are worth.
 *
 * @param proxy what chooses
 * @param gold what the choice is judged by
 * @param vote how completions vote; null if they do not
 * @param seed decides the orders of weighted votes
 */
record GroupChoices(RewardNamed proxy, RewardNamed gold, VoteSettings vote, long seed)
    implements Serializable {

  /** The curve of a group. */
  BestOfNCurve of(int iteration, Rollout rollout, Rewards scores) {
    List<Completion> completions = rollout.getCompletions();
    double[] proxies = proxy.of(scores);
    double[] golds = gold.of(scores);
    double tokens = completions.stream().mapToInt(PolicyTokens::count).average().orElse(0);
    return BestOfNCurve.newBuilder()
        .setIteration(iteration)
        .setPromptId(rollout.getPromptId())
        .setCompletions(completions.size())
        .setTokens(tokens)
        .setProxyMeanSquare(meanSquare(proxies))
        .setGoldMeanSquare(meanSquare(golds))
        .setPoints(hasNaN(proxies) || hasNaN(golds) ? List.of() : points(rollout, proxies, golds))
        .build();
  }

  private List<BestOfNPoint> points(Rollout rollout, double[] proxies, double[] golds) {
    List<Completion> completions = rollout.getCompletions();
    int size = completions.size();
    double[] best = BestOfN.curve(proxies, proxies);
    double[] worth = BestOfN.curve(proxies, golds);
    double[] wins = Arrays.copyOf(BestOfN.winRates(proxies, golds), size);
    wins[size - 1] = Double.NaN;
    double[] kl =
        logProbabilities(completions)
            .map(logprobs -> BestOfNDivergence.curve(proxies, logprobs))
            .orElse(missing(size));
    double[] majority = missing(size);
    double[] weighted = missing(size);
    if (vote != null) {
      int[] answers = answers(completions);
      double[] weights = Arrays.stream(proxies).map(vote.weights()::of).toArray();
      long orders =
          SamplingKey.completionKey(seed, 0, SamplingKey.promptKey(rollout.getPromptId()), size);
      majority = MajorityVote.curve(answers, golds);
      weighted = WeightedVote.curve(answers, weights, golds, vote.orders(), orders);
    }
    List<BestOfNPoint> points = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      points.add(
          new BestOfNPoint(i + 1, best[i], worth[i], wins[i], kl[i], majority[i], weighted[i]));
    }
    return points;
  }

  /**
   * Of each completion, or of a conversation's tokens that the policy wrote, under the policy that
   * sampled it; empty if an engine gave none.
   */
  private static Optional<double[]> logProbabilities(List<Completion> completions) {
    double[] sums = new double[completions.size()];
    for (int i = 0; i < sums.length; i++) {
      Completion completion = completions.get(i);
      if (completion.getLogprobs().size() < PolicyTokens.count(completion)) {
        return Optional.empty();
      }
      sums[i] = Arrays.stream(TokenLists.doubles(completion.getLogprobs())).sum();
    }
    return Optional.of(sums);
  }

  /** The same number for the same answer; -1 for none. */
  private int[] answers(List<Completion> completions) {
    Map<String, Integer> numbers = new HashMap<>();
    return completions.stream()
        .mapToInt(
            completion ->
                vote.answer()
                    .of(RewardConversation.lastMessage(completion))
                    .map(answer -> numbers.computeIfAbsent(answer, any -> numbers.size()))
                    .orElse(-1))
        .toArray();
  }

  private static double meanSquare(double[] values) {
    return Arrays.stream(values).map(value -> value * value).average().orElse(Double.NaN);
  }

  private static boolean hasNaN(double[] values) {
    return Arrays.stream(values).anyMatch(Double::isNaN);
  }

  private static double[] missing(int size) {
    double[] missing = new double[size];
    Arrays.fill(missing, Double.NaN);
    return missing;
  }
}
