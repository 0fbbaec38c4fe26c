package dev.vireo.jobs.audit;

import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.store.audit.FeatureUse;
import dev.vireo.store.audit.FeatureUse.Point;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What chunks add to an audit's picture; they are added in their order. */
final class AuditSums implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int FEATURES = GroupFeatures.FEATURES;

  private long groups;

  /** By iteration: completions, for each feature the sum, and how many have any of it. */
  private final TreeMap<Integer, double[]> use = new TreeMap<>();

  private final List<RewardSums> rewards;

  /**
   * The sums of no chunk.
   *
   * @param count how many rewards there are, the total included
   */
  AuditSums(int count) {
    rewards = IntStream.range(0, count).mapToObj(r -> new RewardSums()).toList();
  }

  void add(int iteration, GroupFeatures group) {
    groups++;
    double[] sums = use.computeIfAbsent(iteration, any -> new double[1 + 2 * FEATURES]);
    for (double[] features : group.features()) {
      sums[0]++;
      for (int f = 0; f < FEATURES; f++) {
        sums[1 + f] += features[f];
        sums[1 + FEATURES + f] += features[f] > 0 ? 1 : 0;
      }
    }
    for (int r = 0; r < rewards.size(); r++) {
      rewards.get(r).add(group.rewarded(r));
    }
  }

  void add(AuditSums more) {
    groups += more.groups;
    more.use.forEach(
        (iteration, sums) -> {
          double[] there = use.computeIfAbsent(iteration, any -> new double[sums.length]);
          for (int i = 0; i < sums.length; i++) {
            there[i] += sums[i];
          }
        });
    for (int r = 0; r < rewards.size(); r++) {
      rewards.get(r).add(more.rewards.get(r));
    }
  }

  long groups() {
    return groups;
  }

  long completions() {
    return (long) use.values().stream().mapToDouble(sums -> sums[0]).sum();
  }

  RewardSums reward(int reward) {
    return rewards.get(reward);
  }

  /** The drift of all features. */
  List<FeatureUse> use() {
    List<FeatureUse> features = new ArrayList<>();
    for (int f = 0; f < FEATURES; f++) {
      List<Point> points = new ArrayList<>();
      for (var each : use.entrySet()) {
        double[] sums = each.getValue();
        points.add(
            new Point(
                each.getKey(),
                (long) sums[0],
                sums[1 + f] / sums[0],
                sums[1 + FEATURES + f] / sums[0]));
      }
      features.add(new FeatureUse(TextFeature.ALL.get(f).key(), points));
    }
    return features;
  }
}
