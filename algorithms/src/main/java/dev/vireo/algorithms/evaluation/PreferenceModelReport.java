package dev.vireo.algorithms.evaluation;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well a model that reads both completions of a pair agrees with preferences that it has not
 * learned from. It is asked in both orders, and its margin is the mean of both: half the sum of its
 * log-odds for the preferred side.
 *
 * @param bothOrders the report on these margins; its rewards are the halves of the log-odds that
 *     the first completion is preferred, so that their mean is a liking for one place
 * @param firstOrder share of pairs that are right where the preferred side comes first
 * @param secondOrder the same where it comes last
 * @param orderConsistency share of pairs of which both orders prefer the same side, its error by
 *     prompt
 */
public record PreferenceModelReport(
    RewardModelReport bothOrders,
    double firstOrder,
    double secondOrder,
    ClusteredMean orderConsistency)
    implements RewardReport {

  /**
   * The report on some pairs.
   *
   * @param pairs of each the halves of the log-odds that the first completion is preferred: {@code
   *     chosen} where the preferred side comes first, {@code rejected} where it comes last
   * @param bothOrders the report on the same pairs
   */
  public static PreferenceModelReport of(List<JudgedPair> pairs, RewardModelReport bothOrders) {
    return new PreferenceModelReport(
        bothOrders,
        pairs.stream().mapToInt(pair -> pair.chosen() > 0 ? 1 : 0).average().orElse(Double.NaN),
        pairs.stream().mapToInt(pair -> pair.rejected() < 0 ? 1 : 0).average().orElse(Double.NaN),
        ClusteredMean.of(
            pairs,
            JudgedPair::prompt,
            pair -> Math.signum(pair.chosen()) * Math.signum(pair.rejected()) < 0 ? 1 : 0));
  }

  @Override
  public SortedMap<String, Double> metrics() {
    SortedMap<String, Double> metrics = new TreeMap<>(bothOrders.metrics());
    metrics.remove("reward/mean");
    metrics.remove("reward/std");
    metrics.put("accuracy/first_order", firstOrder);
    metrics.put("accuracy/second_order", secondOrder);
    metrics.put("order_consistency", orderConsistency.mean());
    return metrics;
  }
}
