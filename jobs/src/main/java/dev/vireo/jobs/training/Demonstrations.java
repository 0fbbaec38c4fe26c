package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.SupervisedExample;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Demonstration;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Demonstrations to imitate, a row each. */
record Demonstrations(DatasetHandle<Demonstration> dataset)
    implements TrainingExamples<SupervisedExample> {

  @Override
  public List<Bundle> index(int chunk) {
    List<Demonstration> rows = rows(chunk);
    return IntStream.range(0, rows.size())
        .mapToObj(
            row ->
                Bundle.single(
                    chunk,
                    row,
                    rows.get(row).getPromptTokenIds().size(),
                    rows.get(row).getCompletionTokenIds().size()))
        .toList();
  }

  @Override
  public IntFunction<List<Example<SupervisedExample>>> open(int chunk) {
    List<Demonstration> rows = rows(chunk);
    return row -> List.of(example(rows.get(row)));
  }

  @Override
  public Optional<String> keptAs() {
    return Optional.of(dataset.contentHash());
  }

  private List<Demonstration> rows(int chunk) {
    return dataset.read(chunk, "prompt_token_ids", "completion_token_ids");
  }

  private static Example<SupervisedExample> example(Demonstration row) {
    TokenSequence sequence =
        new TokenSequence(
            TokenLists.ints(row.getPromptTokenIds()), TokenLists.ints(row.getCompletionTokenIds()));
    return Example.of(new SupervisedExample(sequence.length()), sequence);
  }
}
