package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well a reward model agrees with preferences that it has not learned from.
 *
 * @param pairs how many pairs there are
 * @param accuracy share of pairs whose preferred side has the higher reward, its error by prompt
 * @param ties pairs whose rewards are equal; they count as wrong
 * @param logLoss mean of -log sigmoid(margin)
 * @param calibration whether margins are log-odds
 * @param byPreference accuracy by how much better the preferred side is known to be; empty if that
 *     is unknown
 * @param byLengthDifference accuracy by how many tokens longer the preferred side is
 * @param lengthOnly accuracy of a judge that knows lengths alone, its error by prompt; equal
 *     lengths are half right
 * @param rewardMean mean reward of both sides
 * @param rewardStandardDeviation standard deviation of the rewards of both sides, by n
 */
public record RewardModelReport(
    long pairs,
    ClusteredMean accuracy,
    long ties,
    double logLoss,
    Calibration calibration,
    List<PairGroup> byPreference,
    List<PairGroup> byLengthDifference,
    ClusteredMean lengthOnly,
    double rewardMean,
    double rewardStandardDeviation) {

  public RewardModelReport {
    byPreference = List.copyOf(byPreference);
    byLengthDifference = List.copyOf(byLengthDifference);
  }

  /**
   * The report on some pairs.
   *
   * @param bins bins of the reliability curve
   * @param groups groups by preference and by length
   * @param longerIsBetter what the judge by length prefers, as the training pairs have it
   */
  public static RewardModelReport of(
      List<JudgedPair> pairs, int bins, int groups, boolean longerIsBetter) {
    double mean =
        pairs.stream().mapToDouble(pair -> pair.chosen() + pair.rejected()).sum()
            / (2.0 * pairs.size());
    double squares =
        pairs.stream()
            .mapToDouble(pair -> square(pair.chosen() - mean) + square(pair.rejected() - mean))
            .sum();
    int sign = longerIsBetter ? 1 : -1;
    return new RewardModelReport(
        pairs.size(),
        byPrompt(pairs, pair -> pair.isRight() ? 1 : 0),
        pairs.stream().filter(pair -> pair.margin() == 0).count(),
        pairs.stream().mapToDouble(pair -> -logSigmoid(pair.margin())).average().orElse(Double.NaN),
        Calibration.of(pairs, bins),
        PairGroup.of(pairs, JudgedPair::preference, groups),
        PairGroup.of(pairs, JudgedPair::lengthDifference, groups),
        byPrompt(pairs, pair -> 0.5 + 0.5 * sign * Integer.signum(pair.lengthDifference())),
        mean,
        Math.sqrt(squares / (2.0 * pairs.size())));
  }

  private static ClusteredMean byPrompt(
      List<JudgedPair> pairs, ToDoubleFunction<JudgedPair> value) {
    return ClusteredMean.of(pairs, JudgedPair::prompt, value);
  }

  private static double square(double value) {
    return value * value;
  }
}
