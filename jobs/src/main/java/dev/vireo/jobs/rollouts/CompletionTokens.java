package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.server.ServerCompletion;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * The tokens of a completion as the dataset holds them.
 *
 * <p>Where a server gives text only, the text is encoded again, together with the prompt's, so that
 * tokenizers which treat the beginning of a text in their own way see none; the end-of-sequence
 * token is put back where the server says that it stopped there. These need not be the tokens that
 * were sampled (many sequences have one text), so log-probabilities are always taken of these.
 */
final class CompletionTokens {

  /**
   * What a completion comes to.
   *
   * @param ids its tokens
   * @param text the tokens decoded, without special tokens
   * @param stopped whether it ended by itself
   */
  record Told(int[] ids, String text, boolean stopped) {}

  private final Tokenizer tokenizer;
  private final int[] stopTokenIds;
  private final int maxNewTokens;
  private final int vocabularySize;
  private final int contextLength;

  CompletionTokens(
      Tokenizer tokenizer,
      int[] stopTokenIds,
      int maxNewTokens,
      int vocabularySize,
      int contextLength) {
    this.tokenizer = tokenizer;
    this.stopTokenIds = stopTokenIds;
    this.maxNewTokens = maxNewTokens;
    this.vocabularySize = vocabularySize;
    this.contextLength = contextLength;
  }

  /**
   * The tokens of an answer.
   *
   * @throws InputException if the server names a token that the policy does not have
   */
  Told of(String promptId, int[] prompt, ServerCompletion answer) {
    if (answer.tokenIds() == null) {
      return encoded(prompt, answer);
    }
    for (int id : answer.tokenIds()) {
      if (id < 0 || id >= vocabularySize) {
        throw new InputException(
            "The rollout server completed prompt "
                + promptId
                + " with token "
                + id
                + ", outside the policy's vocabulary of "
                + vocabularySize
                + ": it serves another model; correct rollouts.server.model or its weights");
      }
    }
    return new Told(answer.tokenIds(), tokenizer.decode(answer.tokenIds()), answer.stopped());
  }

  private Told encoded(int[] prompt, ServerCompletion answer) {
    int[] ids = withoutPrompt(prompt, answer.text());
    boolean stopped = answer.stopped();
    if (stopped && stopTokenIds.length > 0) {
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = endOfSequence();
    }
    int room = Math.min(maxNewTokens, contextLength - prompt.length);
    if (ids.length > room) {
      // The text has a longer encoding than the one that was sampled.
      ids = Arrays.copyOf(ids, room);
      stopped = false;
    }
    return new Told(ids, tokenizer.decode(ids), stopped);
  }

  /**
   * Text does not say at which token it stopped; of several, the tokenizer's own is the likely one.
   */
  private int endOfSequence() {
    if (stopTokenIds.length > 1) {
      int own = tokenizer.endOfSequence();
      for (int stop : stopTokenIds) {
        if (stop == own) {
          return own;
        }
      }
    }
    return stopTokenIds[0];
  }

  private int[] withoutPrompt(int[] prompt, String text) {
    int[] whole = tokenizer.encode(tokenizer.decode(prompt, false) + text);
    boolean apart =
        whole.length >= prompt.length
            && Arrays.equals(whole, 0, prompt.length, prompt, 0, prompt.length);
    return apart ? Arrays.copyOfRange(whole, prompt.length, whole.length) : tokenizer.encode(text);
  }
}
