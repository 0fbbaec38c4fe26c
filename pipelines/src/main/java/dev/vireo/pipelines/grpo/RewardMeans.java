package dev.vireo.pipelines.grpo;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Means and standard deviations of rewards from the totals that ScoreRewards publishes. */
final class RewardMeans {

  private static final String SUM = "/sum";

  private RewardMeans() {}

  /** {@code reward}, {@code rewards/NAME/mean} and {@code rewards/NAME/std}, as in TRL. */
  static Map<String, Double> of(SortedMap<String, Double> totals) {
    Map<String, Double> means = new TreeMap<>();
    for (String key : totals.keySet()) {
      if (key.endsWith(SUM)) {
        String name = key.substring(0, key.length() - SUM.length());
        double count = totals.get(name + "/count");
        double mean = totals.get(key) / count;
        double squares = totals.get(name + "/sum_of_squares") / count;
        if (name.equals("reward")) {
          means.put("reward", mean);
        } else {
          means.put(name + "/mean", mean);
          means.put(name + "/std", Math.sqrt(Math.max(0, squares - mean * mean)));
        }
      }
    }
    return means;
  }
}
