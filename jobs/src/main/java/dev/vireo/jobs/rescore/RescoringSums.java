package dev.vireo.jobs.rescore;

import dev.vireo.algorithms.signal.WithinGroupCorrelation;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What groups add to a comparison; made in tasks, and added on the driver in their order. */
final class RescoringSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final WithinGroupCorrelation[][] correlations;

  /** Groups without a signal by the reason, of each rule. */
  private final List<Map<String, Long>> filtered;

  private long groups;
  private long completions;

  RescoringSums(int rules, int columns) {
    correlations = new WithinGroupCorrelation[rules][columns];
    for (WithinGroupCorrelation[] ofRule : correlations) {
      for (int column = 0; column < columns; column++) {
        ofRule[column] = new WithinGroupCorrelation();
      }
    }
    filtered = IntStream.range(0, rules).<Map<String, Long>>mapToObj(i -> new TreeMap<>()).toList();
  }

  /** Counts a group of so many completions. */
  void addGroup(int size) {
    groups++;
    completions += size;
  }

  /**
   * Adds what a rule makes of a group.
   *
   * @param values [columns][G] what its advantages are compared with
   */
  void add(int rule, Advantages group, double[][] values) {
    if (group.getFiltered() != null) {
      filtered.get(rule).merge(group.getFiltered(), 1L, Long::sum);
    }
    double[] advantages =
        group.getCompletions().stream().mapToDouble(RescoringSums::advantage).toArray();
    for (int column = 0; column < values.length; column++) {
      correlations[rule][column].add(advantages, values[column]);
    }
  }

  /** A completion without a reward has an advantage of 0, which says nothing of it. */
  private static double advantage(CompletionAdvantage completion) {
    return Double.isNaN(completion.getAdjustedReward()) ? Double.NaN : completion.getAdvantage();
  }

  /** Adds later groups. */
  void add(RescoringSums later) {
    groups += later.groups;
    completions += later.completions;
    for (int rule = 0; rule < correlations.length; rule++) {
      Map<String, Long> reasons = filtered.get(rule);
      later.filtered.get(rule).forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
      for (int column = 0; column < correlations[rule].length; column++) {
        correlations[rule][column].merge(later.correlations[rule][column]);
      }
    }
  }

  long groups() {
    return groups;
  }

  long completions() {
    return completions;
  }

  /** Groups in which a rule has no signal, by the reason. */
  Map<String, Long> filtered(int rule) {
    return filtered.get(rule);
  }

  WithinGroupCorrelation correlation(int rule, int column) {
    return correlations[rule][column];
  }
}
