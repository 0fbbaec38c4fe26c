package dev.vireo.pipelines.run;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Means and standard deviations of rewards from the totals that ScoreRewards publishes. */
public final class RewardMeans {

  private static final String REWARD = "reward";

  /** In front of what reward functions logged. */
  private static final String LOGGED = "logged/";

  private static final String SUM = "/sum";
  private static final String COUNT = "/count";

  private RewardMeans() {}

  /**
   * {@code reward}, {@code rewards/NAME/mean} and {@code rewards/NAME/std}, as in TRL, and {@code
   * logged/NAME}.
   */
  public static Map<String, Double> of(SortedMap<String, Double> totals) {
    Map<String, Double> means = new TreeMap<>();
    for (String key : totals.keySet()) {
      if (key.endsWith(SUM)) {
        String name = key.substring(0, key.length() - SUM.length());
        double mean = totals.get(key) / totals.get(name + COUNT);
        if (name.equals(REWARD) || name.startsWith(LOGGED)) {
          means.put(name, mean);
        } else {
          means.put(name + "/mean", mean);
          means.put(name + "/std", std(name, totals));
        }
      }
    }
    return means;
  }

  /** Standard deviation of the weighted sum over all completions that have one. */
  public static double std(SortedMap<String, Double> totals) {
    return std(REWARD, totals);
  }

  private static double std(String name, SortedMap<String, Double> totals) {
    double count = totals.get(name + COUNT);
    double mean = totals.get(name + SUM) / count;
    double squares = totals.get(name + "/sum_of_squares") / count;
    return Math.sqrt(Math.max(0, squares - mean * mean));
  }
}
