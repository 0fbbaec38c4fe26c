package dev.vireo.jobs.data.preferences;

import dev.vireo.schemas.UnpairedExample;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Single completions as a reward model reads them, held-out ones apart. All completions of a prompt
 * are on one side.
 *
 * @param dataset the completions
 * @param reading how their tokens become texts
 */
public record RatedSource(DatasetHandle<UnpairedExample> dataset, RewardReading reading)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What reading takes of a row. */
  private static final String[] COLUMNS = {
    "example_id", "prompt", "prompt_token_ids", "completion_token_ids", "desirable", "rating"
  };

  /**
   * A completion.
   *
   * @param prompt the prompt's text
   * @param promptIds the prompt's tokens
   * @param ids the completion's tokens
   * @param end place of the last one that is not padding, where the reward is read
   * @param rating what it is worth: 1 or 0 where it is a label
   * @param heldOut whether it is for evaluation
   */
  public record RatedTokens(
      String prompt, int[] promptIds, int[] ids, int end, double rating, boolean heldOut) {

    /** Tokens with the prompt. */
    public int length() {
      return promptIds.length + ids.length;
    }
  }

  /**
   * The completions of a chunk, row by row; empty where nothing can be learned from a row: it has
   * no token but padding, or is too long.
   */
  public List<Optional<RatedTokens>> read(int chunk) {
    return dataset.read(chunk, COLUMNS).stream().map(this::completion).toList();
  }

  /** Whether any completion that can be used is held out; it looks no further than the first. */
  public boolean hasHeldOut() {
    return dataset.chunks().stream()
        .flatMap(chunk -> read(chunk).stream())
        .anyMatch(row -> row.filter(RatedTokens::heldOut).isPresent());
  }

  private Optional<RatedTokens> completion(UnpairedExample row) {
    int[] prompt = TokenLists.ints(row.getPromptTokenIds());
    int[] ids = reading.ended(prompt.length, TokenLists.ints(row.getCompletionTokenIds()));
    double label = row.getDesirable() ? 1 : 0;
    RatedTokens completion =
        new RatedTokens(
            row.getPrompt(),
            prompt,
            ids,
            reading.last(ids),
            Optional.ofNullable(row.getRating()).orElse(label),
            reading.isHeldOut(row.getPrompt()));
    return completion.end() >= 0 && completion.length() <= reading.maxTokens()
        ? Optional.of(completion)
        : Optional.empty();
  }

  /** What the completions depend on besides the dataset. */
  public String identity() {
    return reading.identity();
  }
}
