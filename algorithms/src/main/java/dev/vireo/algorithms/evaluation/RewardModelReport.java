package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

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
 * @param mllib accuracy of a linear model of words and characters that MLlib fitted to the same
 *     training pairs, equal scores half right; null if none was fitted
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
    ClusteredMean mllib,
    double rewardMean,
    double rewardStandardDeviation)
    implements RewardReport {

  public RewardModelReport {
    byPreference = List.copyOf(byPreference);
    byLengthDifference = List.copyOf(byLengthDifference);
  }

  /**
   * The report on some pairs, without MLlib's model.
   *
   * @param bins bins of the reliability curve
   * @param groups groups by preference and by length
   * @param longerIsBetter what the judge by length prefers, as the training pairs have it
   */
  public static RewardModelReport of(
      List<JudgedPair> pairs, int bins, int groups, boolean longerIsBetter) {
    Spread rewards =
        Spread.of(
            pairs.stream()
                .flatMapToDouble(pair -> DoubleStream.of(pair.chosen(), pair.rejected())));
    int sign = longerIsBetter ? 1 : -1;
    return new RewardModelReport(
        pairs.size(),
        ClusteredMean.of(pairs, JudgedPair::prompt, pair -> pair.isRight() ? 1 : 0),
        pairs.stream().filter(pair -> pair.margin() == 0).count(),
        pairs.stream().mapToDouble(pair -> -logSigmoid(pair.margin())).average().orElse(Double.NaN),
        Calibration.ofPairs(pairs, bins),
        PairGroup.of(pairs, JudgedPair::preference, groups),
        PairGroup.of(pairs, JudgedPair::lengthDifference, groups),
        ClusteredMean.of(
            pairs,
            JudgedPair::prompt,
            pair -> 0.5 + 0.5 * sign * Integer.signum(pair.lengthDifference())),
        null,
        rewards.mean(),
        rewards.standardDeviation());
  }

  /**
   * This with the accuracy of MLlib's model.
   *
   * @param pairs the same pairs
   * @param margins of each pair, by how much the preferred side's score exceeds the other's
   */
  public RewardModelReport withMllib(List<JudgedPair> pairs, double[] margins) {
    List<Integer> rows = IntStream.range(0, pairs.size()).boxed().toList();
    ClusteredMean right =
        ClusteredMean.of(
            rows, row -> pairs.get(row).prompt(), row -> 0.5 + 0.5 * Math.signum(margins[row]));
    return new RewardModelReport(
        this.pairs,
        accuracy,
        ties,
        logLoss,
        calibration,
        byPreference,
        byLengthDifference,
        lengthOnly,
        right,
        rewardMean,
        rewardStandardDeviation);
  }

  @Override
  public SortedMap<String, Double> metrics() {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("accuracy", accuracy.mean());
    metrics.put("accuracy/half_width_95", accuracy.halfWidth());
    metrics.put("accuracy/length_only", lengthOnly.mean());
    if (mllib != null) {
      metrics.put("accuracy/mllib", mllib.mean());
    }
    metrics.put("calibration_error", calibration.error());
    metrics.put("log_loss", logLoss);
    metrics.put("pairs", (double) pairs);
    metrics.put("reward/mean", rewardMean);
    metrics.put("reward/std", rewardStandardDeviation);
    return metrics;
  }
}
