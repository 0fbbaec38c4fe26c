package dev.vireo.jobs.rewards.published;

import dev.vireo.algorithms.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Values of completions as they come in, in any order, and whether each completion has exactly one
 * finite value. What is reported of mistakes does not depend on the order either.
 */
final class GivenValues {
  private final String source;
  private final int iteration;
  private final Map<String, double[]> values = new LinkedHashMap<>();
  private final Map<String, int[]> counts = new LinkedHashMap<>();
  private final TreeSet<String> strangers = new TreeSet<>();

  GivenValues(String source, int iteration) {
    this.source = source;
    this.iteration = iteration;
  }

  /** Takes values for the completions of these groups, and puts them in place. */
  void expect(List<String> promptIds, double[][] groups) {
    for (int group = 0; group < groups.length; group++) {
      values.put(promptIds.get(group), groups[group]);
      counts.put(promptIds.get(group), new int[groups[group].length]);
    }
  }

  /** One value. */
  void add(String promptId, long sampleIndex, double value) {
    double[] group = values.get(promptId);
    if (group == null || sampleIndex < 0 || sampleIndex >= group.length) {
      strangers.add(name(promptId, sampleIndex));
      return;
    }
    int sample = (int) sampleIndex;
    // Of several values the finite ones are not to hide the others.
    if (counts.get(promptId)[sample]++ == 0 || Double.isFinite(group[sample])) {
      group[sample] = value;
    }
  }

  /**
   * Checks that there is one finite value for each completion, and for nothing else.
   *
   * @throws InputException naming the first that is wrong, in the order of the rollouts
   */
  void check() {
    if (!strangers.isEmpty()) {
      throw new InputException(
          "%s: %s is not a completion of iteration %d (%s)"
              .formatted(source, strangers.first(), iteration, others(strangers.size())));
    }
    String missing = null;
    int count = 0;
    for (Map.Entry<String, double[]> group : values.entrySet()) {
      int[] there = counts.get(group.getKey());
      for (int sample = 0; sample < there.length; sample++) {
        String name = name(group.getKey(), sample);
        if (there[sample] > 1) {
          throw new InputException(
              "%s: %s has %d values; give one".formatted(source, name, there[sample]));
        }
        if (there[sample] == 1 && !Double.isFinite(group.getValue()[sample])) {
          throw new InputException(
              "%s: %s has the value %s; it must be finite"
                  .formatted(source, name, group.getValue()[sample]));
        }
        if (there[sample] == 0) {
          missing = missing == null ? name : missing;
          count++;
        }
      }
    }
    if (missing != null) {
      throw new InputException(
          "%s: %s of iteration %d has no value (%s)"
              .formatted(source, missing, iteration, others(count)));
    }
  }

  private static String name(String promptId, long sampleIndex) {
    return "prompt '%s', sample %d".formatted(promptId, sampleIndex);
  }

  private static String others(int count) {
    return count == 1 ? "the only one" : "%d in all".formatted(count);
  }
}
