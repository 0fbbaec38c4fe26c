package dev.vireo.jobs.audit;

import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * An iteration's completions with their rewards.
 *
 * @param iteration its number
 * @param rollouts the completions
 * @param rewards their rewards; chunk n of both holds the same groups
 */
record AuditedIteration(
    int iteration, DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards)
    implements Serializable {

  private static final String[] ROLLOUT_COLUMNS = {
    "prompt_id", "completions.text", "completions.token_ids", PolicyTokens.MASK
  };
  private static final String[] REWARD_COLUMNS = {"completions.reward", "completions.values"};

  /**
   * A chunk of an iteration.
   *
   * @param place of the iteration among those that are looked at
   * @param chunk its number
   */
  record Part(int place, int chunk) implements Serializable {}

  /**
   * Reads a chunk.
   *
   * @param names the reward functions looked at besides the total
   */
  List<GroupFeatures> read(int chunk, List<String> names) {
    List<Rollout> completions = rollouts.read(chunk, ROLLOUT_COLUMNS);
    List<Rewards> scores = rewards.read(chunk, REWARD_COLUMNS);
    List<GroupFeatures> groups = new ArrayList<>(completions.size());
    for (int i = 0; i < completions.size(); i++) {
      groups.add(GroupFeatures.of(completions.get(i), scores.get(i), names));
    }
    return groups;
  }

  /** The reward functions; the total alone is enough where there is but one. */
  List<String> names() {
    List<Rewards> first = rewards.readRows(0, new int[] {0}, "completions.values");
    List<String> names =
        first.get(0).getCompletions().get(0).getValues().keySet().stream().sorted().toList();
    return names.size() < 2 ? List.of() : names;
  }
}
