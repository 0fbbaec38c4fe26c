package dev.vireo.jobs.rescore;

import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A number that every completion has, and that advantages are compared with.
 *
 * @param rule place of the rule whose own reward it is; {@link #STORED} for the run's
 * @param function the reward function, of whatever weight; empty for the sum
 * @param name as reports have it: {@code reward}, {@code rewards/NAME}; a rule's own begins with
 *     the rule's name
 */
record RewardColumn(int rule, String function, String name) implements Serializable {

  /** In place of a rule: what the run has stored. */
  static final int STORED = -1;

  /** Columns of a chunk that {@link #values} reads. */
  static final String[] READ = {"completions.reward", "completions.values"};

  /**
   * The columns of some rewards.
   *
   * @param prefix before the columns' names; empty for the run's own
   */
  static List<RewardColumn> of(int rule, String prefix, DatasetHandle<Rewards> rewards) {
    List<RewardColumn> columns = new ArrayList<>();
    columns.add(new RewardColumn(rule, "", prefix + "reward"));
    if (rewards.rows() > 0) {
      List<Rewards> first = rewards.readRows(0, new int[] {0}, READ);
      new TreeSet<>(first.get(0).getCompletions().get(0).getValues().keySet())
          .forEach(name -> columns.add(new RewardColumn(rule, name, prefix + "rewards/" + name)));
    }
    return columns;
  }

  /** The numbers of a group's completions; NaN where there is none. */
  double[] values(Rewards group) {
    return group.getCompletions().stream().mapToDouble(this::value).toArray();
  }

  private double value(CompletionReward completion) {
    return function.isEmpty()
        ? completion.getReward()
        : completion.getValues().getOrDefault(function, Double.NaN);
  }
}
