package dev.vireo.jobs.advantages;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What completions add to the totals of {@link EstimateAdvantages}, and the means of them. */
public final class EstimationTotals {

  private static final String COMPLETIONS = "estimated_completions";
  private static final String SCORES = "objective/scores";
  private static final String PENALTIES = "objective/non_score_reward";
  private static final String KL = "objective/kl";
  private static final String TOKEN_KL = "objective/kl_per_token";

  private final TreeMap<String, Double> sums = new TreeMap<>();

  EstimationTotals() {}

  void add(EstimatedCompletion completion, double beta) {
    sums.merge(COMPLETIONS, 1.0, Double::sum);
    sums.merge(SCORES, completion.score(), Double::sum);
    if (beta > 0) {
      sums.merge(KL, completion.rewards().klSum(), Double::sum);
      sums.merge(TOKEN_KL, completion.rewards().kl(), Double::sum);
      sums.merge(PENALTIES, -beta * completion.rewards().klSum(), Double::sum);
    }
  }

  Map<String, Double> sums() {
    return sums;
  }

  /** How many completions had a reward. */
  public static long completions(SortedMap<String, Double> totals) {
    return Math.round(totals.getOrDefault(COMPLETIONS, 0.0));
  }

  /** Mean over completions of the mean estimate of a token. */
  public static double klPerToken(SortedMap<String, Double> totals) {
    return totals.getOrDefault(TOKEN_KL, 0.0) / completions(totals);
  }

  /** Metrics by their names in the metrics dataset, from the stage's totals. */
  public static Map<String, Double> means(SortedMap<String, Double> totals) {
    Map<String, Double> means = new LinkedHashMap<>();
    double completions = completions(totals);
    if (completions > 0) {
      totals.forEach(
          (name, sum) -> {
            if (!name.equals(COMPLETIONS)) {
              means.put(name, sum / completions);
            }
          });
      means.put("objective/rlhf_reward", means.get(SCORES) + means.getOrDefault(PENALTIES, 0.0));
    }
    return means;
  }
}
