package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How well a reward model separates good completions from bad ones on held-out data.
 *
 * @param completions number of completions
 * @param good share of good completions
 * @param accuracy share of completions whose reward is on their label's side of 0, with its error
 *     by prompt; a reward of 0 counts as wrong
 * @param alwaysTheSame accuracy of always giving the majority label of the training data
 * @param lengthOnly accuracy of a judge that knows only lengths: the least-squares line through the
 *     training labels, good from one half on; with its error by prompt
 * @param auc probability that a good completion has a higher reward than a bad one, where equal
 *     rewards count half; NaN if all labels are equal
 * @param lengthOnlyAuc the same for lengths, where longer is better or worse as in training
 * @param logLoss mean cross entropy
 * @param calibration calibration of the rewards as log-odds
 * @param rewardMean mean of the rewards
 * @param rewardStandardDeviation standard deviation of the rewards, dividing by n
 */
public record LabelReport(
    long completions,
    double good,
    ClusteredMean accuracy,
    ClusteredMean alwaysTheSame,
    ClusteredMean lengthOnly,
    double auc,
    double lengthOnlyAuc,
    double logLoss,
    Calibration calibration,
    double rewardMean,
    double rewardStandardDeviation)
    implements RewardReport {

  /**
   * The report on held-out completions.
   *
   * @param training training data of the judges that do not use the model
   * @param bins number of bins of the reliability curve
   */
  public static LabelReport of(List<JudgedCompletion> completions, LengthFit training, int bins) {
    double[] labels = completions.stream().mapToDouble(JudgedCompletion::rating).toArray();
    double[] rewards = completions.stream().mapToDouble(JudgedCompletion::reward).toArray();
    double[] byLength =
        completions.stream().mapToDouble(each -> training.at(each.length())).toArray();
    Spread spread = Spread.of(completions.stream().mapToDouble(JudgedCompletion::reward));
    return new LabelReport(
        completions.size(),
        Spread.of(completions.stream().mapToDouble(JudgedCompletion::rating)).mean(),
        share(completions, each -> each.reward() != 0 && isGood(each) == each.reward() > 0),
        share(completions, each -> isGood(each) == training.mean() >= 0.5),
        share(completions, each -> isGood(each) == training.at(each.length()) >= 0.5),
        auc(rewards, labels),
        auc(byLength, labels),
        completions.stream().mapToDouble(LabelReport::crossEntropy).average().orElse(Double.NaN),
        Calibration.ofLabels(completions, bins),
        spread.mean(),
        spread.standardDeviation());
  }

  private static ClusteredMean share(
      List<JudgedCompletion> completions, Predicate<JudgedCompletion> isRight) {
    return ClusteredMean.of(
        completions, JudgedCompletion::prompt, each -> isRight.test(each) ? 1 : 0);
  }

  private static boolean isGood(JudgedCompletion each) {
    return each.rating() == 1;
  }

  private static double crossEntropy(JudgedCompletion each) {
    return -logSigmoid(isGood(each) ? each.reward() : -each.reward());
  }

  private static double auc(double[] values, double[] labels) {
    PairCounts pairs = PairCounts.of(values, labels);
    return (pairs.wins() + pairs.featureTies() / 2.0) / pairs.rewardPairs();
  }

  @Override
  public SortedMap<String, Double> metrics() {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("accuracy", accuracy.mean());
    metrics.put("accuracy/half_width_95", accuracy.halfWidth());
    metrics.put("accuracy/always_the_same", alwaysTheSame.mean());
    metrics.put("accuracy/length_only", lengthOnly.mean());
    metrics.put("auc", auc);
    metrics.put("auc/length_only", lengthOnlyAuc);
    metrics.put("calibration_error", calibration.error());
    metrics.put("log_loss", logLoss);
    metrics.put("completions", (double) completions);
    metrics.put("reward/mean", rewardMean);
    metrics.put("reward/std", rewardStandardDeviation);
    return metrics;
  }
}
