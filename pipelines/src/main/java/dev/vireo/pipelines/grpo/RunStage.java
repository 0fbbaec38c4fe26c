package dev.vireo.pipelines.grpo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a run publishes, in the order in which it comes about. */
public enum RunStage {
  /** Preferences for a reward model of the run's own. */
  SHARD_PREFERENCES(false, "reward-model.preferences"),
  /** That reward model. */
  TRAIN_REWARD_MODEL(false, "reward-model.training"),
  /** A new policy. */
  STARTING_POLICY(false, "policy.new-model", "seed"),
  /** Prompts in the policy's tokens. */
  SHARD_PROMPTS(false, "prompts", "policy.special-tokens"),
  /** The phases of fine-tuning, with their demonstrations. */
  FINE_TUNE_POLICY(false, "fine-tuning", "seed", "evaluation.prompts", "evaluation.accuracy"),
  /** A new adapter. */
  STARTING_ADAPTER(false, "policy.adapter", "seed"),
  /** Completions. */
  COLLECT_ROLLOUTS(true, "rollouts", "prompts-per-iteration", "seed"),
  /** Log-probabilities under the reference policy. */
  SCORE_LOGPROBS(true, "rollouts.temperature"),
  /** Rewards that somebody else computed. */
  PUBLISH_REWARDS(true),
  /** Rewards. */
  SCORE_REWARDS(true, "rewards"),
  /** Advantages. */
  ADJUST_REWARDS(true, "algorithm", "adjustment", "advantage"),
  /** Checkpoints, and metrics with them. */
  UPDATE_POLICY(true, "update", "seed"),
  /** Held-out evaluations. */
  EVALUATE_POLICY(true, "evaluation", "rollouts", "rewards", "seed");

  private final boolean ofIterations;
  private final List<String> settings;

  RunStage(boolean ofIterations, String... settings) {
    this.ofIterations = ofIterations;
    this.settings = List.of(settings);
  }

  /** Whether it publishes something in each iteration. */
  boolean isOfIterations() {
    return ofIterations;
  }

  /** Whether the stage reads a setting, by its dotted key. */
  boolean reads(String key) {
    return settings.stream().anyMatch(each -> key.equals(each) || key.startsWith(each + "."));
  }

  /** The name in messages, in progress and in manifests. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return title();
  }

  /** The stage that a manifest names. */
  static Optional<RunStage> of(String manifestStage) {
    if (manifestStage.equals("shard-demonstrations")) {
      return Optional.of(FINE_TUNE_POLICY);
    }
    return List.of(values()).stream()
        .filter(stage -> stage.title().equals(manifestStage))
        .findFirst();
  }
}
