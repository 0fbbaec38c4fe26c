package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rollouts.server.ServerCompletion;
import dev.vireo.models.tokenizer.StopStrings;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The tokens of a completion as the dataset holds them.
 *
 * <p>Where a server gives text only, the text is encoded again, together with the prompt's, so that
 * tokenizers which treat the beginning of a text in their own way see none; the token at which the
 * server says that it stopped is put back. These need not be the tokens that were sampled (many
 * sequences have one text), so log-probabilities are always taken of these.
 */
final class CompletionTokens {

  /**
   * What a completion comes to.
   *
   * @param ids its tokens
   * @param text the tokens decoded, without special tokens
   * @param stopped whether it ended by itself
   */
  record Encoded(int[] ids, String text, boolean stopped) {}

  private final Tokenizer tokenizer;
  private final CompletionEnds ends;
  private final StopStrings strings;
  private final int maxNewTokens;
  private final int vocabularySize;
  private final int contextLength;

  CompletionTokens(
      Tokenizer tokenizer,
      CompletionEnds ends,
      int maxNewTokens,
      int vocabularySize,
      int contextLength) {
    this.tokenizer = tokenizer;
    this.ends = ends;
    this.strings = ends.stopStrings(tokenizer);
    this.maxNewTokens = maxNewTokens;
    this.vocabularySize = vocabularySize;
    this.contextLength = contextLength;
  }

  /**
   * The tokens of an answer.
   *
   * @throws InputException if the server names a token that the policy does not have
   */
  Encoded of(String promptId, int[] prompt, ServerCompletion answer) {
    if (answer.tokenIds().isEmpty()) {
      return ofText(promptId, prompt, answer);
    }
    int[] ids = answer.tokenIds().get();
    for (int id : ids) {
      requireToken(promptId, id);
    }
    OptionalInt stop = answer.stopToken();
    boolean missing =
        answer.stopped()
            && stop.isPresent()
            && (ids.length == 0 || ids[ids.length - 1] != stop.getAsInt());
    return cutAtEnd(
        missing ? with(promptId, ids, stop.getAsInt()) : ids, answer.stopped(), room(prompt));
  }

  private void requireToken(String promptId, int id) {
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

  /**
   * The tokens up to where they end; a server may have gone on, as it was not asked to end there.
   */
  private Encoded cutAtEnd(int[] ids, boolean stopped, int room) {
    int[] kept = ids.length > room ? Arrays.copyOf(ids, room) : ids;
    boolean whole = kept.length == ids.length;
    int length = strings.keptOf(kept);
    boolean atText = strings.end(kept, length);
    kept = length < kept.length ? Arrays.copyOf(kept, length) : kept;
    return new Encoded(kept, tokenizer.decode(kept), atText || (stopped && whole));
  }

  private int room(int[] prompt) {
    return Math.min(maxNewTokens, contextLength - prompt.length);
  }

  private Encoded ofText(String promptId, int[] prompt, ServerCompletion answer) {
    int[] ids = withoutPrompt(prompt, answer.text());
    if (answer.stopped()) {
      // Text need not say at which token it stopped: the tokenizer's own is the likely one.
      int end = answer.stopToken().orElse(ends.ownEnd());
      ids = end < 0 ? ids : with(promptId, ids, end);
    }
    // The text may have a longer encoding than the one that was sampled.
    return cutAtEnd(ids, answer.stopped(), room(prompt));
  }

  private int[] with(String promptId, int[] ids, int end) {
    requireToken(promptId, end);
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = end;
    return ended;
  }

  private int[] withoutPrompt(int[] prompt, String text) {
    int[] whole = tokenizer.encode(tokenizer.decode(prompt, false) + text);
    boolean apart =
        whole.length >= prompt.length
            && Arrays.equals(whole, 0, prompt.length, prompt, 0, prompt.length);
    return apart
        ? Arrays.copyOfRange(whole, prompt.length, whole.length)
        : tokenizer.encodeContinuation(text);
  }
}
