package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.source.HashSplit;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Preference pairs as a reward model reads them, held-out ones apart. All pairs of a prompt are on
 * one side.
 *
 * @param dataset the pairs
 * @param padTokenId the padding token
 * @param end what is put after a text that does not end with it; null puts nothing there
 * @param maxTokens longest text in tokens
 * @param heldOut share of prompts that are held out
 */
public record RewardPairSource(
    DatasetHandle<PreferencePair> dataset,
    int padTokenId,
    Integer end,
    int maxTokens,
    double heldOut)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What reading takes of a row. */
  private static final String[] COLUMNS = {
    "pair_id", "prompt", "prompt_token_ids", "chosen_token_ids", "rejected_token_ids", "margin"
  };

  /**
   * A pair.
   *
   * @param id its id
   * @param prompt the prompt's text
   * @param promptIds tokens that both sides begin with
   * @param chosenIds the chosen completion's tokens
   * @param rejectedIds the rejected completion's tokens
   * @param chosenEnd place of the chosen completion's last token that is not padding
   * @param rejectedEnd the same of the rejected one
   * @param margin by how much the chosen one is known to be better
   * @param heldOut whether it is for evaluation
   */
  public record RewardPairTokens(
      String id,
      String prompt,
      int[] promptIds,
      int[] chosenIds,
      int[] rejectedIds,
      int chosenEnd,
      int rejectedEnd,
      Optional<Double> margin,
      boolean heldOut) {

    /** Tokens of the longer side, with the prompt. */
    public int longest() {
      return promptIds.length + Math.max(chosenIds.length, rejectedIds.length);
    }

    /** Tokens of both sides, with the prompt. */
    public long tokens() {
      return 2L * promptIds.length + chosenIds.length + rejectedIds.length;
    }
  }

  /**
   * The pairs of a chunk, row by row; empty where nothing can be learned from a row: its sides are
   * equal with the end of sequence, one has no token but padding, or is too long.
   */
  public List<Optional<RewardPairTokens>> read(int chunk) {
    return dataset.read(chunk, COLUMNS).stream().map(this::pair).toList();
  }

  /** What the pairs depend on besides the dataset. */
  public String reading() {
    return "%d/%s/%d/%s".formatted(padTokenId, end, maxTokens, heldOut);
  }

  private Optional<RewardPairTokens> pair(PreferencePair row) {
    int[] prompt = TokenLists.ints(row.getPromptTokenIds());
    int[] chosen = ended(prompt.length, TokenLists.ints(row.getChosenTokenIds()));
    int[] rejected = ended(prompt.length, TokenLists.ints(row.getRejectedTokenIds()));
    RewardPairTokens pair =
        new RewardPairTokens(
            row.getPairId(),
            row.getPrompt(),
            prompt,
            chosen,
            rejected,
            last(chosen),
            last(rejected),
            Optional.ofNullable(row.getMargin()),
            HashSplit.isHeldOut(row.getPrompt(), heldOut));
    boolean usable =
        pair.chosenEnd() >= 0
            && pair.rejectedEnd() >= 0
            && pair.longest() <= maxTokens
            && !Arrays.equals(text(chosen, pair.chosenEnd()), text(rejected, pair.rejectedEnd()));
    return usable ? Optional.of(pair) : Optional.empty();
  }

  /** A text cut by the limit ends without it. */
  private int[] ended(int prompt, int[] completion) {
    boolean there =
        completion.length > 0 && end != null && completion[completion.length - 1] == end;
    if (end == null || there || prompt + completion.length >= maxTokens) {
      return completion;
    }
    int[] ended = Arrays.copyOf(completion, completion.length + 1);
    ended[completion.length] = end;
    return ended;
  }

  private int last(int[] completion) {
    int at = completion.length - 1;
    while (at >= 0 && completion[at] == padTokenId) {
      at--;
    }
    return at;
  }

  private static int[] text(int[] completion, int end) {
    return Arrays.copyOf(completion, end + 1);
  }
}
