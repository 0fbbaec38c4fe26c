package dev.vireo.jobs.data.steps;

import dev.vireo.jobs.data.source.HashSplit;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.StepExample;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Completions with labelled steps as a process reward model reads them, held-out ones apart. All
 * completions of a prompt are on one side.
 *
 * @param dataset the examples
 * @param heldOut share of prompts that are held out
 */
public record StepSource(DatasetHandle<StepExample> dataset, double heldOut)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A completion.
   *
   * @param prompt the prompt's text
   * @param sequence its tokens, with an output at the end of each labelled step
   * @param labels of these steps
   * @param heldOut whether it is for evaluation
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Labelled(String prompt, TokenSequence sequence, double[] labels, boolean heldOut) {}

  /** The completions of a chunk with all labels, row by row. */
  public List<Labelled> read(int chunk) {
    return rows(chunk).stream().map(row -> labelled(row, step -> true)).toList();
  }

  /** The same with the label of the last step alone; none where that was cut off. */
  public List<Labelled> readLastSteps(int chunk) {
    return rows(chunk).stream()
        .map(row -> labelled(row, step -> step == row.getSteps() - 1))
        .toList();
  }

  /** Whether any completion that can be used is held out; it looks no further than the first. */
  public boolean hasHeldOut() {
    return dataset.chunks().stream()
        .flatMap(chunk -> read(chunk).stream())
        .anyMatch(row -> row.heldOut() && row.labels().length > 0);
  }

  private List<StepExample> rows(int chunk) {
    return dataset.read(
        chunk,
        "prompt",
        "prompt_token_ids",
        "completion_token_ids",
        "step_ends",
        "labels",
        "steps");
  }

  private Labelled labelled(StepExample row, IntPredicate wanted) {
    int[] steps =
        IntStream.range(0, row.getLabels().size())
            .filter(wanted)
            .filter(step -> !Double.isNaN(row.getLabels().get(step)))
            .toArray();
    return new Labelled(
        row.getPrompt(),
        new TokenSequence(
            TokenLists.ints(row.getPromptTokenIds()),
            TokenLists.ints(row.getCompletionTokenIds()),
            IntStream.of(steps).map(row.getStepEnds()::get).toArray()),
        IntStream.of(steps).mapToDouble(row.getLabels()::get).toArray(),
        HashSplit.isHeldOut(row.getPrompt(), heldOut));
  }
}
