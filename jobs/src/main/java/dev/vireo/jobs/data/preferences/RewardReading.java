package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.source.HashSplit;
import dev.vireo.models.tokenizer.SequenceFrame;
import java.io.Serializable;

/**
 * How tokens of a dataset become the texts that a reward model reads.
 *
 * @param padTokenId the padding token; no reward is read there
 * @param end what is put after a text that does not end with it; null puts nothing there
 * @param separator of a preference model, which reads both completions of a pair, what is put after
 *     the first one where it does not end with it; null of a reward model
 * @param maxTokens longest text in tokens
 * @param heldOut share of prompts that are held out
 */
public record RewardReading(
    int padTokenId, Integer end, Integer separator, int maxTokens, double heldOut)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether a prompt's completions are for evaluation. */
  boolean isHeldOut(String prompt) {
    return HashSplit.isHeldOut(prompt, heldOut);
  }

  /** A completion with its end. A text cut by the limit ends without it. */
  int[] ended(int prompt, int[] completion) {
    return end == null || prompt + completion.length >= maxTokens
        ? completion
        : SequenceFrame.ended(completion, end);
  }

  /** Place of the last token that is not padding; -1 if there is none. */
  int last(int[] completion) {
    int at = completion.length - 1;
    while (at >= 0 && completion[at] == padTokenId) {
      at--;
    }
    return at;
  }

  /** What is read depends on this besides the dataset. */
  String identity() {
    return "%d/%s/%s/%d/%s".formatted(padTokenId, end, separator, maxTokens, heldOut);
  }
}
