package dev.vireo.algorithms.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Pairs with similar keys, and the reward model's accuracy on them.
 *
 * @param from least key
 * @param to greatest key
 * @param pairs number of pairs
 * @param accuracy share of pairs whose preferred side has the higher reward
 */
public record PairGroup(double from, double to, long pairs, double accuracy) {

  /**
   * Splits pairs into groups of about the same size, by ascending key. Pairs with equal keys share
   * a group; pairs whose key is NaN are left out.
   *
   * @param most greatest number of groups
   */
  static List<PairGroup> of(List<JudgedPair> pairs, ToDoubleFunction<JudgedPair> key, int most) {
    List<JudgedPair> sorted =
        pairs.stream()
            .filter(pair -> !Double.isNaN(key.applyAsDouble(pair)))
            .sorted(Comparator.comparingDouble(key))
            .toList();
    List<PairGroup> groups = new ArrayList<>();
    int from = 0;
    for (int group = 1; group <= most && from < sorted.size(); group++) {
      int to = Math.max(from + 1, (int) ((long) sorted.size() * group / most));
      double last = key.applyAsDouble(sorted.get(to - 1));
      while (to < sorted.size() && key.applyAsDouble(sorted.get(to)) == last) {
        to++;
      }
      List<JudgedPair> members = sorted.subList(from, to);
      groups.add(
          new PairGroup(
              key.applyAsDouble(members.get(0)),
              last,
              members.size(),
              members.stream().mapToInt(pair -> pair.isRight() ? 1 : 0).average().orElseThrow()));
      from = to;
    }
    return groups;
  }
}
