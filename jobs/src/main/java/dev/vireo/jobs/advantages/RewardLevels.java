package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The targets of completions, by the completions' rewards: as many rows as there are different
 * rewards. Parts of one batch are added in their order, so that the bits are the same each time.
 */
final class RewardLevels {

  /** The completions of one reward. */
  static final class Level {
    private long completions;
    private final CompensatedSum targets = new CompensatedSum();

    long completions() {
      return completions;
    }

    double meanTarget() {
      return targets.value() / completions;
    }
  }

  /**
   * A part on its way to the driver.
   *
   * @param rewards [L] different rewards, rising
   * @param completions [L] how many completions have each
   * @param targets [L] the sum of their targets
   * @param leftOut completions without a reward or without the target
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Part(double[] rewards, long[] completions, double[] targets, long leftOut)
      implements Serializable {}

  private final SortedMap<Double, Level> levels = new TreeMap<>();
  private long completions;
  private long leftOut;

  /** The levels of one chunk. */
  static Part ofChunk(DatasetHandle<Rewards> rewards, int chunk, String target) {
    RewardLevels levels = new RewardLevels();
    List<Rewards> rows = rewards.read(chunk, "completions.reward", "completions.values");
    for (Rewards group : rows) {
      for (CompletionReward completion : group.getCompletions()) {
        levels.add(completion.getReward(), completion.getValues().getOrDefault(target, Double.NaN));
      }
    }
    return levels.part();
  }

  /** Takes in a completion. */
  void add(double reward, double target) {
    if (!Double.isFinite(reward) || !Double.isFinite(target)) {
      leftOut++;
      return;
    }
    add(reward, 1, target);
  }

  /** Takes in a part. */
  void add(Part part) {
    leftOut += part.leftOut();
    for (int i = 0; i < part.rewards().length; i++) {
      add(part.rewards()[i], part.completions()[i], part.targets()[i]);
    }
  }

  private void add(double reward, long count, double sum) {
    // Adding zero makes -0.0 the same as 0.0.
    Level level = levels.computeIfAbsent(reward + 0.0, each -> new Level());
    level.completions += count;
    level.targets.add(sum);
    completions += count;
  }

  private Part part() {
    int size = levels.size();
    double[] rewards = new double[size];
    long[] counts = new long[size];
    double[] targets = new double[size];
    int i = 0;
    for (Map.Entry<Double, Level> level : levels.entrySet()) {
      rewards[i] = level.getKey();
      counts[i] = level.getValue().completions;
      targets[i++] = level.getValue().targets.value();
    }
    return new Part(rewards, counts, targets, leftOut);
  }

  /** By rising rewards. */
  SortedMap<Double, Level> levels() {
    return levels;
  }

  /** Completions that have a reward and the target. */
  long completions() {
    return completions;
  }

  /** Completions that lack one of them. */
  long leftOut() {
    return leftOut;
  }

  /** Whether the mean target is the same at all rewards. */
  boolean sameTargets() {
    return levels.values().stream().mapToDouble(Level::meanTarget).distinct().count() < 2;
  }
}
