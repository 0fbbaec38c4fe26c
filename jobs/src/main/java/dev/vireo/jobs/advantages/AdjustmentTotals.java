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

  /**
   * Of the rollouts' policy from the reference policy; a mean over tokens, as TRL's RLOO has it.
   */
  private static final String KL = "kl";

  private static final String KL_TOKENS = "kl_tokens";

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

  private long groups;
  private long rewarded;
  private long zeroStd;
  private long tokens;
  private double divergence;

  /** In the order of {@link #GROUP_MEANS}. */
  private final double[] sums = new double[GROUP_MEANS.length];

  AdjustmentTotals() {
    // The sum of nothing that leaves even a negative zero as it is.
    Arrays.fill(sums, -0.0);
  }

  void add(AdjustedGroup adjusted, GroupAdvantages advantages, double rewardStd) {
    groups++;
    zeroStd += advantages.zeroStd() ? 1 : 0;
    if (advantages.rewarded() == 0) {
      return;
    }
    rewarded++;
    sums[0] += rewardStd;
    sums[1] += adjusted.varianceBefore();
    sums[2] += adjusted.varianceAfter();
    sums[3] += adjusted.topShare();
    sums[4] += adjusted.ternaryShare();
    sums[5] += adjusted.tieShare();
    sums[6] += greatest(adjusted.weights());
  }

  /** Takes in the divergence of a group from the reference policy. */
  void add(GroupDivergence group) {
    for (int i = 0; i < group.tokens().length; i++) {
      tokens += group.tokens()[i].length;
      divergence += group.of(i);
    }
  }

  private static double greatest(double[] weights) {
    double greatest = 0;
    for (double weight : weights) {
      greatest = Math.max(greatest, weight);
    }
    return greatest;
  }

  Map<String, Double> sums() {
    Map<String, Double> totals = new TreeMap<>();
    if (groups > 0) {
      totals.put(GROUPS, (double) groups);
      totals.put(ZERO_STD, (double) zeroStd);
    }
    if (tokens > 0) {
      totals.put(KL, divergence);
      totals.put(KL_TOKENS, (double) tokens);
    }
    if (rewarded > 0) {
      totals.put(REWARDED, (double) rewarded);
      for (int i = 0; i < sums.length; i++) {
        totals.put(GROUP_MEANS[i], sums[i]);
      }
    }
    return totals;
  }

  /** Whether the rewards of each group are all the same, so that there is nothing to learn. */
  public static boolean lackSignal(SortedMap<String, Double> totals) {
    double groups = totals.getOrDefault(GROUPS, 0.0);
    return groups > 0 && totals.get(ZERO_STD) == groups;
  }

  /** Metrics by their names in the metrics dataset, from the stage's totals. */
  public static Map<String, Double> means(SortedMap<String, Double> totals) {
    Map<String, Double> means = new LinkedHashMap<>();
    double groups = totals.getOrDefault(GROUPS, 0.0);
    if (groups > 0) {
      means.put("frac_reward_zero_std", totals.get(ZERO_STD) / groups);
    }
    if (totals.containsKey(KL)) {
      means.put(KL, totals.get(KL) / totals.get(KL_TOKENS));
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
