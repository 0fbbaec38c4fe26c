package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.rewards.GroupComparisons;
import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code preference-model}.
 *
 * @param path the model's directory, at the same place on every machine, or the run that trained
 *     it, on any file system; required
 * @param score what a group's comparisons come to: win-share, or bradley-terry
 * @param promptColumn an attribute column used in place of the prompt
 * @param messagesColumn an attribute column with the messages that the completions answer
 * @param chat how messages go through the model's chat template
 * @param maxTokens longest text of a prompt and both completions; null is what the model was
 *     trained with
 * @param tooLong what happens to longer ones: error, or none for a comparison without a verdict
 * @param tokensPerBatch tokens, padding included, that go through the layers together
 */
public record PreferenceModelOptions(
    String path,
    GroupComparisons.Score score,
    String promptColumn,
    String messagesColumn,
    ChatSettings chat,
    Integer maxTokens,
    TooLong tooLong,
    int tokensPerBatch)
    implements Serializable {

  /** Checks the numbers. */
  public PreferenceModelOptions {
    if (tooLong == TooLong.CUT) {
      throw new InputException(
          "option 'too-long' is cut, which would take the prompt from both completions; set it to"
              + " error or none");
    }
    if (maxTokens != null) {
      RewardOptions.atLeast("max-tokens", maxTokens, 1);
    }
    RewardOptions.atLeast("tokens-per-batch", tokensPerBatch, 1);
  }

  /** The defaults. */
  public static PreferenceModelOptions defaults() {
    return new PreferenceModelOptions(
        null,
        GroupComparisons.Score.WIN_SHARE,
        null,
        null,
        ChatSettings.defaults(),
        null,
        TooLong.ERROR,
        4096);
  }

  /** What decides the text of a single completion. */
  SequenceClassifierOptions text() {
    return new SequenceClassifierOptions(
        path,
        null,
        promptColumn,
        messagesColumn,
        chat,
        maxTokens,
        tooLong,
        tokensPerBatch,
        ScoringCompute.F32);
  }
}
