package dev.vireo.jobs.study;

import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import java.io.Serializable;

/**
 * A reward of a run, by name.
 *
 * @param name null for the weighted sum of all
 */
record RewardNamed(String name) implements Serializable {

  /** What it is called: {@code reward} for the sum. */
  String title() {
    return name == null ? "reward" : name;
  }

  /** Of each completion of a group; NaN where there is none. */
  double[] of(Rewards group) {
    return group.getCompletions().stream().mapToDouble(this::of).toArray();
  }

  private double of(CompletionReward completion) {
    return name == null
        ? completion.getReward()
        : completion.getValues().getOrDefault(name, Double.NaN);
  }
}
