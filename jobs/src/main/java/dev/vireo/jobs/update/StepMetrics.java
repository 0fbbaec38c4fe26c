package dev.vireo.jobs.update;

import java.util.Map;
import java.util.TreeMap;

/** The sums that shards report of a step, and the metrics that come of them. */
public final class StepMetrics {

  static final String LOSS = "loss";
  static final String ENTROPY_SUM = "entropy_sum";
  static final String TOKENS = "trained_tokens";
  static final String KL_SUM = "kl_sum";
  static final String ZERO_ADVANTAGE_KL_SUM = "zero_advantage_kl_sum";
  static final String RATIOS = "ratios";
  static final String CLIPPED_LOW = "clipped_low";
  static final String CLIPPED_HIGH = "clipped_high";

  private StepMetrics() {}

  /**
   * Metrics under the names of the metrics dataset.
   *
   * @param measured a step's sums
   * @param reference whether the reference policy was asked: the divergence from it is a metric
   *     only then
   */
  public static Map<String, Double> of(Map<String, Double> measured, boolean reference) {
    Map<String, Double> metrics = new TreeMap<>();
    double tokens = measured.getOrDefault(TOKENS, 0.0);
    double ratios = measured.getOrDefault(RATIOS, 0.0);
    double kl = measured.getOrDefault(KL_SUM, 0.0);
    metrics.put("loss", measured.getOrDefault(LOSS, 0.0));
    metrics.put("entropy", share(measured.getOrDefault(ENTROPY_SUM, 0.0), tokens));
    if (reference) {
      double ofZeroAdvantage = measured.getOrDefault(ZERO_ADVANTAGE_KL_SUM, 0.0);
      metrics.put("kl", share(kl, tokens));
      metrics.put("zero_std/kl_share", share(ofZeroAdvantage, kl));
    }
    double low = share(measured.getOrDefault(CLIPPED_LOW, 0.0), ratios);
    double high = share(measured.getOrDefault(CLIPPED_HIGH, 0.0), ratios);
    metrics.put("clip_ratio/low_mean", low);
    metrics.put("clip_ratio/high_mean", high);
    metrics.put("clip_ratio/region_mean", low + high);
    metrics.put("trained_tokens", tokens);
    for (String name : new String[] {"grad_norm", "learning_rate", "step_time"}) {
      if (measured.containsKey(name)) {
        metrics.put(name, measured.get(name));
      }
    }
    return metrics;
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
