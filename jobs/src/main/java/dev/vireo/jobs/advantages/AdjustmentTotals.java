package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.advantage.GroupAdvantages;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the groups of a chunk add to the stage's totals, and the means that come of them. */
public final class AdjustmentTotals {

  private static final String GROUPS = "groups";
  private static final String REWARDED = "groups_with_reward";
  private static final String ZERO_STD = "groups_zero_std";

  /** Metrics that are means over the groups with a reward; totals hold their sums. */
  private static final String[] GROUP_MEANS = {
    "reward_std",
    "reward_variance/before",
    "reward_variance/after",
    "adjustment/top_share",
    "adjustment/ternary_share",
    "adjustment/tie_share",
    "adjustment/max_weight"
  };

  private final TreeMap<String, Double> sums = new TreeMap<>();

  AdjustmentTotals() {}

  void add(AdjustedGroup adjusted, GroupAdvantages advantages, double rewardStd) {
    plus(GROUPS, 1);
    plus(ZERO_STD, advantages.zeroStd() ? 1 : 0);
    if (advantages.rewarded() == 0) {
      return;
    }
    plus(REWARDED, 1);
    double[] values = {
      rewardStd,
      adjusted.varianceBefore(),
      adjusted.varianceAfter(),
      adjusted.topShare(),
      adjusted.ternaryShare(),
      adjusted.tieShare(),
      Arrays.stream(adjusted.weights()).max().orElse(0)
    };
    for (int i = 0; i < values.length; i++) {
      plus(GROUP_MEANS[i], values[i]);
    }
  }

  private void plus(String name, double value) {
    sums.merge(name, value, Double::sum);
  }

  Map<String, Double> sums() {
    return sums;
  }

  /** Metrics by their names in the metrics dataset, from the stage's totals. */
  public static Map<String, Double> means(SortedMap<String, Double> totals) {
    Map<String, Double> means = new LinkedHashMap<>();
    double groups = totals.getOrDefault(GROUPS, 0.0);
    if (groups > 0) {
      means.put("frac_reward_zero_std", totals.get(ZERO_STD) / groups);
    }
    double rewarded = totals.getOrDefault(REWARDED, 0.0);
    if (rewarded > 0) {
      for (String name : GROUP_MEANS) {
        means.put(name, totals.get(name) / rewarded);
      }
    }
    return means;
  }
}
