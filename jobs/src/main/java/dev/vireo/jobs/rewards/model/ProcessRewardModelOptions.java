package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code process-reward-model}.
 *
 * @param path the model's directory, at the same place on every machine, or the run that trained
 *     it, on any file system; required
 * @param separator what ends a step; null is the recipe's, or a line break without one
 * @param label name or number of the label that says a step is right; null is the recipe's, or 1
 *     without one
 * @param aggregate what the steps' rewards come to; none gives each step its own
 * @param promptColumn an attribute column used in place of the prompt
 * @param maxTokens longest prompt and completion; null is the recipe's, or the model's context
 * @param tooLong what happens to longer ones
 * @param tokensPerBatch tokens, padding included, that go through the layers together
 */
public record ProcessRewardModelOptions(
    String path,
    String separator,
    String label,
    Aggregate aggregate,
    String promptColumn,
    Integer maxTokens,
    TooLong tooLong,
    int tokensPerBatch)
    implements Serializable {

  /** Checks the numbers. */
  public ProcessRewardModelOptions {
    if (maxTokens != null) {
      RewardOptions.atLeast("max-tokens", maxTokens, 1);
    }
    RewardOptions.atLeast("tokens-per-batch", tokensPerBatch, 1);
  }

  /** The defaults. */
  public static ProcessRewardModelOptions defaults() {
    return new ProcessRewardModelOptions(
        null, null, null, Aggregate.NONE, null, null, TooLong.ERROR, 4096);
  }
}
