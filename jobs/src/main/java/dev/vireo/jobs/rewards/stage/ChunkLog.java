package dev.vireo.jobs.rewards.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardLog;
import dev.vireo.jobs.rewards.RewardSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the reward functions of a chunk said besides rewards. */
final class ChunkLog {
  /** Longest text. */
  private static final int LONGEST = 1000;

  private final List<Map<String, Double>> numbers = new ArrayList<>();
  private final List<Map<String, String>> texts = new ArrayList<>();
  private final Map<String, Double> totals = new TreeMap<>();

  /** What a name is used for, and by which reward: one name must not stand for two things. */
  private record Use(String reward, String kind) {}

  private final Map<String, Use> values = new HashMap<>();
  private final Map<String, Use> metrics = new HashMap<>();

  /**
   * @param completions how many there are
   */
  ChunkLog(int completions) {
    for (int i = 0; i < completions; i++) {
      numbers.add(new TreeMap<>());
      texts.add(new TreeMap<>());
    }
  }

  /** The further numbers of a completion; null for none. */
  Map<String, Double> numbers(int completion) {
    return numbers.get(completion).isEmpty() ? null : numbers.get(completion);
  }

  /** The further texts of a completion; null for none. */
  Map<String, String> texts(int completion) {
    return texts.get(completion).isEmpty() ? null : texts.get(completion);
  }

  /** Sums and counts of the metrics, as totals of the chunk. */
  Map<String, Double> totals() {
    return totals;
  }

  /**
   * The log of one reward.
   *
   * @param first the chunk's completion that is 0 to its function
   */
  RewardLog of(RewardSettings reward, int first) {
    return new RewardLog() {
      @Override
      public void number(int completion, String name, double value) {
        use(values, name, new Use(reward.name(), "a number"));
        numbers.get(first + completion).put(name, value);
      }

      @Override
      public void text(int completion, String name, String value) {
        use(values, name, new Use(reward.name(), "a text"));
        texts.get(first + completion).put(name, cut(value));
      }

      @Override
      public void metric(String name, double value) {
        use(metrics, name, new Use(reward.name(), "a metric"));
        if (Double.isFinite(value)) {
          totals.merge("logged/" + name + "/sum", value, Double::sum);
          totals.merge("logged/" + name + "/count", 1.0, Double::sum);
        }
      }
    };
  }

  private static void use(Map<String, Use> uses, String name, Use use) {
    if (name == null || name.isBlank()) {
      throw new InputException("it logs a value without a name; name it");
    }
    Use other = uses.putIfAbsent(name, use);
    if (other == null || other.equals(use)) {
      return;
    }
    if (!other.reward().equals(use.reward())) {
      throw new InputException(
          "it logs '%s', as reward '%s' does; rename one".formatted(name, other.reward()));
    }
    throw new InputException(
        "it logs '%s' as %s and as %s; use two names".formatted(name, other.kind(), use.kind()));
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end);
  }
}
