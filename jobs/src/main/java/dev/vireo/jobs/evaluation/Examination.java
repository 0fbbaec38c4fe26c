package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.ChunkSampler;
import dev.vireo.jobs.rollouts.Conversations;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.jobs.rollouts.RolloutSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a policy is examined with.
 *
 * @param stage the stage's name
 * @param prompts what it is asked
 * @param promptsHash hash of their choice
 * @param rollouts how training samples; group size and temperature are the evaluation's own
 * @param scorer judges the completions
 * @param settings how many completions, sampled how
 * @param conversations how completions become conversations; empty where they do not
 * @param prefix in front of its means' names where they are shown
 */
public record Examination(
    String stage,
    HeldOutPrompts prompts,
    String promptsHash,
    RolloutSettings rollouts,
    RewardScorer scorer,
    EvaluationSettings settings,
    Optional<Conversations> conversations,
    String prefix) {

  /** The examination with the run's own held-out prompts. */
  public static Examination ofHeldOut(
      HeldOutPrompts prompts,
      String promptsHash,
      RolloutSettings rollouts,
      RewardScorer scorer,
      EvaluationSettings settings,
      Optional<Conversations> conversations) {
    return new Examination(
        EvaluatePolicy.STAGE, prompts, promptsHash, rollouts, scorer, settings, conversations, "");
  }

  /** Draws completions, or conversations. */
  ChunkSampler sampler(PromptSampler completions) {
    return conversations.isEmpty() ? completions : conversations.get().of(completions);
  }

  /** Whether the same policy says the same again. */
  boolean isRepeatable() {
    return conversations.isEmpty() || conversations.get().isRepeatable();
  }

  /** Means by the names under which they are shown. */
  Map<String, Double> named(Map<String, Double> means) {
    Map<String, Double> named = new TreeMap<>();
    means.forEach((name, mean) -> named.put(prefix + name, mean));
    return named;
  }

  /** How completions are sampled. */
  RolloutSettings sampling() {
    return RolloutSettings.local(
            settings.samples(),
            settings.temperature(),
            rollouts.topP(),
            rollouts.topK(),
            rollouts.maxNewTokens(),
            EvaluatePolicy.promptsInChunk(rollouts, settings.samples()))
        .withStop(rollouts.stop());
  }
}
