package dev.vireo.jobs.audit;

import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.algorithms.evaluation.TriangularFactor;
import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.jobs.audit.GroupFeatures.Rewarded;
import dev.vireo.store.audit.AuditedReward.LengthBin;
import dev.vireo.store.audit.FeatureEffect.BestOf;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What groups add to the picture of one reward; chunks are added in their order. */
final class RewardSums implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int FEATURES = GroupFeatures.FEATURES;
  private static final int BINS = 10;

  private long completions;
  private double sum;

  /** Rows of features and reward, less their group's means. */
  private final TriangularFactor within = new TriangularFactor(FEATURES + 1);

  /** Rows of 1, features and reward. */
  private final TriangularFactor pooled = new TriangularFactor(FEATURES + 2);

  /** By length in tokens: completions, sum of rewards, sum of rewards less their group's mean. */
  private final TreeMap<Integer, double[]> lengths = new TreeMap<>();

  /** By n: groups, for each feature the mean of the best, and its share. */
  private final TreeMap<Integer, double[]> best = new TreeMap<>();

  void add(Rewarded group) {
    if (group.size() == 0) {
      return;
    }
    Rewarded centered = group.centered();
    completions += group.size();
    for (int i = 0; i < group.size(); i++) {
      sum += group.rewards()[i];
      pooled.add(row(group, i, true));
      if (group.size() > 1) {
        within.add(row(centered, i, false));
      }
      int length = (int) group.features()[TextFeature.TOKENS.ordinal()][i];
      add(lengths, length, new double[] {1, group.rewards()[i], centered.rewards()[i]});
    }
    for (int n : BestOfN.sizes(group.size())) {
      add(best, n, bestOf(group, n));
    }
  }

  private static double[] row(Rewarded group, int completion, boolean one) {
    int first = one ? 1 : 0;
    double[] row = new double[first + FEATURES + 1];
    if (one) {
      row[0] = 1;
    }
    for (int f = 0; f < FEATURES; f++) {
      row[first + f] = group.features()[f][completion];
    }
    row[first + FEATURES] = group.rewards()[completion];
    return row;
  }

  private static double[] bestOf(Rewarded group, int n) {
    double[] chances = BestOfN.chances(group.rewards(), n);
    double[] sums = new double[1 + 2 * FEATURES];
    sums[0] = 1;
    for (int f = 0; f < FEATURES; f++) {
      sums[1 + f] = BestOfN.mean(chances, group.features()[f]);
      sums[1 + FEATURES + f] = BestOfN.mean(chances, group.any(f));
    }
    return sums;
  }

  private static void add(Map<Integer, double[]> into, int key, double[] more) {
    double[] there = into.computeIfAbsent(key, any -> new double[more.length]);
    for (int i = 0; i < more.length; i++) {
      there[i] += more[i];
    }
  }

  void add(RewardSums more) {
    completions += more.completions;
    sum += more.sum;
    within.add(more.within);
    pooled.add(more.pooled);
    more.lengths.forEach((length, sums) -> add(lengths, length, sums));
    more.best.forEach((n, sums) -> add(best, n, sums));
  }

  long completions() {
    return completions;
  }

  double mean() {
    return sum / completions;
  }

  TriangularFactor within() {
    return within;
  }

  TriangularFactor pooled() {
    return pooled;
  }

  /** What the reward would choose, by a feature. */
  List<BestOf> bestOf(int feature) {
    List<BestOf> points = new ArrayList<>();
    best.forEach(
        (n, sums) ->
            points.add(
                new BestOf(
                    n,
                    (long) sums[0],
                    sums[1 + feature] / sums[0],
                    sums[1 + FEATURES + feature] / sums[0])));
    return points;
  }

  /** Bins of about equally many completions; a length is never in two of them. */
  List<LengthBin> lengths() {
    List<LengthBin> bins = new ArrayList<>();
    double[] open = new double[3];
    int from = 0;
    double done = 0;
    for (Map.Entry<Integer, double[]> each : lengths.entrySet()) {
      from = open[0] == 0 ? each.getKey() : from;
      for (int i = 0; i < open.length; i++) {
        open[i] += each.getValue()[i];
      }
      double end = (double) completions * (bins.size() + 1) / BINS;
      if (done + open[0] >= end || each.getKey().equals(lengths.lastKey())) {
        bins.add(
            new LengthBin(
                from, each.getKey(), (long) open[0], open[1] / open[0], open[2] / open[0]));
        done += open[0];
        open = new double[3];
      }
    }
    return bins;
  }
}
