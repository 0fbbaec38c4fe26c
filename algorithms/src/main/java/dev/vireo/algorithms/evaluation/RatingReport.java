package dev.vireo.algorithms.evaluation;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How well a reward model predicts held-out ratings.
 *
 * @param completions number of completions
 * @param squaredError mean of (reward - rating)^2, with its error by prompt
 * @param constant the same for a judge that always gives the mean rating of the training data
 * @param lengthOnly the same for a judge that knows only lengths: the least-squares line through
 *     the training ratings
 * @param pearson correlation of rewards and ratings; NaN if either is constant
 * @param spearman the same for their ranks
 * @param lengthOnlyPearson correlation of the judge by length with the ratings
 * @param lengthOnlySpearman the same for their ranks
 * @param rewardMean mean of the rewards
 * @param rewardStandardDeviation standard deviation of the rewards, dividing by n
 */
public record RatingReport(
    long completions,
    ClusteredMean squaredError,
    ClusteredMean constant,
    ClusteredMean lengthOnly,
    double pearson,
    double spearman,
    double lengthOnlyPearson,
    double lengthOnlySpearman,
    double rewardMean,
    double rewardStandardDeviation)
    implements RewardReport {

  /**
   * The report on held-out completions.
   *
   * @param training training data of the judges that do not use the model
   */
  public static RatingReport of(List<JudgedCompletion> completions, LengthFit training) {
    double[] ratings = completions.stream().mapToDouble(JudgedCompletion::rating).toArray();
    double[] rewards = completions.stream().mapToDouble(JudgedCompletion::reward).toArray();
    double[] byLength =
        completions.stream().mapToDouble(each -> training.at(each.length())).toArray();
    Spread spread = Spread.of(completions.stream().mapToDouble(JudgedCompletion::reward));
    return new RatingReport(
        completions.size(),
        error(completions, JudgedCompletion::reward),
        error(completions, each -> training.mean()),
        error(completions, each -> training.at(each.length())),
        Correlation.pearson(rewards, ratings),
        Correlation.spearman(rewards, ratings),
        Correlation.pearson(byLength, ratings),
        Correlation.spearman(byLength, ratings),
        spread.mean(),
        spread.standardDeviation());
  }

  private static ClusteredMean error(
      List<JudgedCompletion> completions, ToDoubleFunction<JudgedCompletion> guess) {
    return ClusteredMean.of(
        completions,
        JudgedCompletion::prompt,
        each -> {
          double distance = guess.applyAsDouble(each) - each.rating();
          return distance * distance;
        });
  }

  @Override
  public SortedMap<String, Double> metrics() {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("squared_error", squaredError.mean());
    metrics.put("squared_error/half_width_95", squaredError.halfWidth());
    metrics.put("squared_error/constant", constant.mean());
    metrics.put("squared_error/length_only", lengthOnly.mean());
    metrics.put("pearson", pearson);
    metrics.put("spearman", spearman);
    metrics.put("spearman/length_only", lengthOnlySpearman);
    metrics.put("completions", (double) completions);
    metrics.put("reward/mean", rewardMean);
    metrics.put("reward/std", rewardStandardDeviation);
    return metrics;
  }
}
