package dev.vireo.jobs.rescore;

import dev.vireo.jobs.advantages.AdvantageStageSettings;
import dev.vireo.jobs.rewards.RewardSettings;
import java.util.List;

/**
 * A way from completions to advantages.
 *
 * @param name its name, and that of its folder
 * @param advantages how rewards become advantages
 * @param rewards what completions are scored with anew; empty to take the rewards that are stored
 */
public record RescoringRule(
    String name, AdvantageStageSettings advantages, List<RewardSettings> rewards) {

  public RescoringRule {
    rewards = List.copyOf(rewards);
  }

  /** Whether it scores completions itself. */
  boolean scores() {
    return !rewards.isEmpty();
  }
}
