package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.data.preferences.PreferenceSettings;
import dev.vireo.jobs.rewards.mllib.RewardModelSettings;

/**
 * A reward model of the run's own, which a reward of type {@code mllib} without a path stands for.
 *
 * @param preferences what it learns from; without a path, none is trained
 * @param training how
 */
public record RewardModelSection(PreferenceSettings preferences, RewardModelSettings training) {

  /** None. */
  public static RewardModelSection defaults() {
    return new RewardModelSection(PreferenceSettings.defaults(), RewardModelSettings.defaults());
  }

  /** Whether there is one. */
  boolean trains() {
    return preferences.path() != null;
  }
}
