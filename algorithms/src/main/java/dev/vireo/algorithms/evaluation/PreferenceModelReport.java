package dev.vireo.algorithms.evaluation;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well a model that reads both completions of a pair agrees with held-out preferences. It is
 * asked in both orders, and its margin is the mean of both: half the sum of its log-odds for the
 * preferred side.
 *
 * @param bothOrders report on these margins; its rewards are half the log-odds that the first
 *     completion is preferred, so their mean is a bias towards one position
 * @param firstOrder accuracy on pairs when the preferred side comes first
 * @param secondOrder accuracy on pairs when the preferred side comes last
 * @param orderConsistency share of pairs for which both orders prefer the same side, with its error
 *     by prompt
 */
public record PreferenceModelReport(
    RewardModelReport bothOrders,
    double firstOrder,
    double secondOrder,
    ClusteredMean orderConsistency)
    implements RewardReport {

  /**
   * The report on held-out pairs.
   *
   * @param pairs for each pair, half the log-odds that the first completion is preferred: {@code
   *     chosen} with the preferred side first, {@code rejected} with the preferred side last
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
