package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code sequence-classifier}.
 *
 * @param path the model's directory, at the same place on every machine, or the run that trained
 *     it, on any file system; required
 * @param label name or number of the logit; required if the model has several
 * @param promptColumn an attribute column used in place of the prompt
 * @param messagesColumn an attribute column with the messages that the completion answers
 * @param chat how messages go through the reward model's chat template
 * @param maxTokens longest text; null is the model's context
 * @param tooLong what happens to longer texts
 * @param tokensPerBatch tokens, padding included, that go through the layers together
 * @param compute the format of its matrix products: f32; or run, the run's, of a model that is an
 *     adapter, which then shares the model under it with the policy's adapter in bfloat16 too
 */
public record SequenceClassifierOptions(
    String path,
    String label,
    String promptColumn,
    String messagesColumn,
    ChatSettings chat,
    Integer maxTokens,
    TooLong tooLong,
    int tokensPerBatch,
    ScoringCompute compute)
    implements Serializable {

  /** Checks the numbers. */
  public SequenceClassifierOptions {
    if (maxTokens != null) {
      RewardOptions.atLeast("max-tokens", maxTokens, 1);
    }
    RewardOptions.atLeast("tokens-per-batch", tokensPerBatch, 1);
    if (compute == null) {
      throw new InputException("option 'compute' is null; it must be f32 or run");
    }
  }

  /** The defaults. */
  public static SequenceClassifierOptions defaults() {
    return new SequenceClassifierOptions(
        null,
        null,
        null,
        null,
        ChatSettings.defaults(),
        null,
        TooLong.ERROR,
        4096,
        ScoringCompute.F32);
  }
}
