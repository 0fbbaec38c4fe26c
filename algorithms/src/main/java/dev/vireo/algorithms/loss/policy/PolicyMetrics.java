package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.loss.Sums;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sums of a policy step, and the metrics that come of them, under TRL's names; {@code
 * trained_tokens}, {@code zero_std/kl_share} and {@code logp_difference/*} are Vireo's. What was
 * not measured has no metric: the kl without a reference policy, the entropy without statistics, a
 * mean over no token.
 */
final class PolicyMetrics {
  static final String LOSS = "loss";
  static final String TOKENS = "trained_tokens";
  static final String ENTROPY = "entropy";
  static final String ENTROPY_TOKENS = "entropy/tokens";

  private static final String KL = "kl";
  private static final String KL_TOKENS = "kl/tokens";
  private static final String KL_OF_ZERO_ADVANTAGE = "kl/zero_advantage";
  private static final String SHARE_OF_ROW = "/row";
  private static final String LOGP_DIFFERENCE = "logp_difference";

  private PolicyMetrics() {}

  /**
   * Adds a sequence's measure.
   *
   * @param total its part of the mean's numerator
   * @param count its part of the mean's denominator
   * @param ofRow its own mean over its tokens
   */
  static void add(Sums sums, String name, double total, double count, double ofRow) {
    sums.add(name, total).add(name + "/count", count);
    sums.least(name + SHARE_OF_ROW, ofRow).greatest(name + SHARE_OF_ROW, ofRow);
  }

  static void addKl(Sums sums, double kl, boolean ofZeroAdvantage) {
    sums.add(KL, kl).add(KL_TOKENS, 1);
    if (ofZeroAdvantage) {
      sums.add(KL_OF_ZERO_ADVANTAGE, kl);
    }
  }

  /** How far the policy's log-probabilities are from those that the sampler gave. */
  static void addDifferences(Sums sums, PolicyRow row, double[] sampled) {
    if (row.activeTokens() == 0) {
      return;
    }
    double sum = 0;
    double greatest = 0;
    for (int t = 0; t < row.tokens(); t++) {
      if (row.active(t)) {
        double difference = Math.abs(row.logprob(t) - sampled[t]);
        sum += difference;
        greatest = Math.max(greatest, difference);
      }
    }
    sums.add(LOGP_DIFFERENCE, sum)
        .add(LOGP_DIFFERENCE + "/count", row.activeTokens())
        .greatest(LOGP_DIFFERENCE, greatest);
  }

  static SortedMap<String, Double> of(Sums sums) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(LOSS, sums.sum(LOSS));
    metrics.put(TOKENS, sums.sum(TOKENS));
    putMean(metrics, sums, ENTROPY, ENTROPY_TOKENS);
    putMean(metrics, sums, KL, KL_TOKENS);
    if (metrics.containsKey(KL)) {
      // Without any kl no part of it falls on sequences without a signal.
      double kl = sums.sum(KL);
      metrics.put("zero_std/kl_share", kl == 0 ? 0 : sums.sum(KL_OF_ZERO_ADVANTAGE) / kl);
    }
    if (sums.sum(LOGP_DIFFERENCE + "/count") > 0) {
      metrics.put(
          LOGP_DIFFERENCE + "/mean", sums.ratio(LOGP_DIFFERENCE, LOGP_DIFFERENCE + "/count"));
      metrics.put(LOGP_DIFFERENCE + "/max", sums.greatestOf(LOGP_DIFFERENCE));
    }
    if (sums.sum(Clipped.LOW + "/count") > 0) {
      double low = sums.ratio(Clipped.LOW, Clipped.LOW + "/count");
      double high = sums.ratio(Clipped.HIGH, Clipped.HIGH + "/count");
      metrics.put("clip_ratio/low_mean", low);
      metrics.put("clip_ratio/low_min", sums.leastOf(Clipped.LOW + SHARE_OF_ROW));
      metrics.put("clip_ratio/high_mean", high);
      metrics.put("clip_ratio/high_max", sums.greatestOf(Clipped.HIGH + SHARE_OF_ROW));
      metrics.put("clip_ratio/region_mean", low + high);
    }
    putMean(metrics, sums, Cispo.CLIPPED, Cispo.CLIPPED + "/count");
    putMean(metrics, sums, Vespo.PHI, Vespo.PHI + "/count");
    return metrics;
  }

  private static void putMean(
      SortedMap<String, Double> metrics, Sums sums, String name, String count) {
    if (sums.sum(count) > 0) {
      metrics.put(name, sums.ratio(name, count));
    }
  }
}
