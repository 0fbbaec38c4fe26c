package dev.vireo.jobs.rewards.stage;

import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.parquet.ChunkResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The totals of a chunk of rewards: of {@code reward}, and of {@code rewards/NAME} for each reward,
 * the sum, the sum of squares, how many there are and how many are none.
 */
public final class RewardTotals {

  /** The sum of all rewards. */
  public static final String SUM = "reward/sum";

  /** How many completions have a reward. */
  public static final String COUNT = "reward/count";

  private final Map<String, Double> totals = new TreeMap<>();

  /** Totals of nothing: one that is 0 is still there. */
  RewardTotals(List<String> names) {
    add("reward", List.of());
    names.forEach(name -> add("rewards/" + name, List.of()));
  }

  /**
   * Rows with their totals.
   *
   * @param names of the run's rewards
   */
  public static ChunkResult<Rewards> counted(List<Rewards> rows, List<String> names) {
    RewardTotals totals = new RewardTotals(names);
    for (Rewards row : rows) {
      for (CompletionReward completion : row.getCompletions()) {
        totals.add(completion.getReward(), completion.getValues());
      }
    }
    return ChunkResult.of(rows, totals.sums());
  }

  /** Adds a completion. */
  void add(double reward, Map<String, Double> values) {
    add("reward", List.of(reward));
    values.forEach((name, value) -> add("rewards/" + name, List.of(value)));
  }

  Map<String, Double> sums() {
    return totals;
  }

  private void add(String name, List<Double> values) {
    double sum = 0;
    double squares = 0;
    double none = 0;
    for (double value : values) {
      boolean there = !Double.isNaN(value);
      sum += there ? value : 0;
      squares += there ? value * value : 0;
      none += there ? 0 : 1;
    }
    totals.merge(name + "/sum", sum, Double::sum);
    totals.merge(name + "/sum_of_squares", squares, Double::sum);
    totals.merge(name + "/count", values.size() - none, Double::sum);
    totals.merge(name + "/nan_count", none, Double::sum);
  }
}
