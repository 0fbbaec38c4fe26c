package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.prompts.RewardRecipe;
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
 * <p>A reward model reads the chosen completion and the rejected one. A preference model reads both
 * of them twice: the chosen one first, and the rejected one first.
 *
 * @param dataset the pairs
 * @param reading how their tokens become texts
 */
public record RewardPairSource(DatasetHandle<PreferencePair> dataset, RewardReading reading)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What reading takes of a row. */
  private static final String[] COLUMNS = {
    "pair_id", "prompt", "prompt_token_ids", "chosen_token_ids", "rejected_token_ids", "margin"
  };

  /**
   * One of the two texts of a pair, without the prompt.
   *
   * @param ids its tokens
   * @param end place of the last token that is not padding, where the reward is read
   * @param length tokens of the completion, of a preference model that of the first one
   */
  public record Side(int[] ids, int end, int length) {}

  /**
   * A pair.
   *
   * @param id its id
   * @param prompt the prompt's text
   * @param promptIds tokens that both sides begin with
   * @param chosen what is read for the chosen completion; of a preference model, both completions,
   *     the chosen one first
   * @param rejected the same of the rejected one
   * @param margin by how much the chosen one is known to be better
   * @param heldOut whether it is for evaluation
   */
  public record RewardPairTokens(
      String id,
      String prompt,
      int[] promptIds,
      Side chosen,
      Side rejected,
      Optional<Double> margin,
      boolean heldOut) {

    /** Tokens of the longer side, with the prompt. */
    public int longest() {
      return promptIds.length + Math.max(chosen.ids().length, rejected.ids().length);
    }

    /** Tokens of both sides, with the prompt. */
    public long tokens() {
      return 2L * promptIds.length + chosen.ids().length + rejected.ids().length;
    }
  }

  /**
   * The pairs of a chunk, row by row; empty where nothing can be learned from a row: its sides are
   * equal with the end of sequence, one has no token but padding, or is too long.
   */
  public List<Optional<RewardPairTokens>> read(int chunk) {
    return dataset.read(chunk, COLUMNS).stream().map(this::pair).toList();
  }

  /** Whether any pair that can be used is held out; it looks no further than the first. */
  public boolean hasHeldOut() {
    return dataset.chunks().stream()
        .flatMap(chunk -> read(chunk).stream())
        .anyMatch(row -> row.filter(RewardPairTokens::heldOut).isPresent());
  }

  /** The texts of a chunk's completions, row by row: the chosen one and the rejected one. */
  public List<List<String>> texts(int chunk) {
    return dataset.read(chunk, "chosen", "rejected").stream()
        .map(row -> List.of(row.getChosen(), row.getRejected()))
        .toList();
  }

  /** What the pairs depend on besides the dataset. */
  public String identity() {
    return reading.identity();
  }

  private Optional<RewardPairTokens> pair(PreferencePair row) {
    int[] prompt = TokenLists.ints(row.getPromptTokenIds());
    int[] one = reading.ended(prompt.length, TokenLists.ints(row.getChosenTokenIds()));
    int[] other = reading.ended(prompt.length, TokenLists.ints(row.getRejectedTokenIds()));
    if (reading.last(one) < 0 || reading.last(other) < 0 || Arrays.equals(text(one), text(other))) {
      return Optional.empty();
    }
    RewardPairTokens pair =
        new RewardPairTokens(
            row.getPairId(),
            row.getPrompt(),
            prompt,
            side(one, other),
            side(other, one),
            Optional.ofNullable(row.getMargin()),
            reading.isHeldOut(row.getPrompt()));
    return pair.longest() <= reading.maxTokens() ? Optional.of(pair) : Optional.empty();
  }

  private Side side(int[] of, int[] other) {
    int[] ids =
        reading.separator() == null ? of : RewardRecipe.together(of, reading.separator(), other);
    return new Side(ids, reading.last(ids), of.length);
  }

  private int[] text(int[] completion) {
    return Arrays.copyOf(completion, reading.last(completion) + 1);
  }
}
