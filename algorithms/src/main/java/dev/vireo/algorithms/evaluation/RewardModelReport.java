package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How well a reward model agrees with held-out preferences.
 *
 * @param pairs number of pairs
 * @param accuracy share of pairs whose preferred side has the higher reward, with its error by
 *     prompt
 * @param ties pairs with equal rewards, which count as wrong
 * @param logLoss mean of -log sigmoid(margin)
 * @param calibration calibration of the margins as log-odds
 * @param byPreference accuracy by how much better the preferred side is; empty if that is unknown
 * @param byLengthDifference accuracy by how many tokens longer the preferred side is
 * @param lengthOnly accuracy of a judge that knows only lengths, with its error by prompt; equal
 *     lengths count half
 * @param mllib accuracy of a linear model of words and characters that MLlib fitted to the same
 *     training pairs, where equal scores count half; null if none was fitted
 * @param rewardMean mean reward of both sides
 * @param rewardStandardDeviation standard deviation of the rewards of both sides, dividing by n
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
   * The report on held-out pairs, without MLlib's model.
   *
   * @param bins number of bins of the reliability curve
   * @param groups number of groups by preference and by length difference
   * @param longerIsBetter whether the judge by length prefers longer completions, as the training
   *     pairs do
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
   * A copy with the accuracy of MLlib's model.
   *
   * @param pairs the same pairs
   * @param margins for each pair, the preferred side's score minus the other's
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
