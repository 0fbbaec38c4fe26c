package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.preference.UnpairedExample;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.UnpairedLogprobs;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Completions that are desirable or not, a row each.
 *
 * @param dataset the examples
 * @param logprobs under the reference policy, in the same chunks and rows
 * @param probes whether the loss asks for a baseline: each prompt is then scored with the
 *     completion of another one
 */
record UnpairedExamples(
    DatasetHandle<dev.vireo.schemas.UnpairedExample> dataset,
    DatasetHandle<UnpairedLogprobs> logprobs,
    boolean probes)
    implements TrainingExamples<UnpairedExample> {

  @Override
  public List<Bundle> index(int chunk) {
    List<dev.vireo.schemas.UnpairedExample> rows =
        dataset.read(chunk, "prompt_token_ids", "completion_token_ids");
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
  public IntFunction<List<Example<UnpairedExample>>> open(int chunk) {
    List<dev.vireo.schemas.UnpairedExample> rows =
        dataset.read(
            chunk,
            "example_id",
            "prompt_token_ids",
            "completion_token_ids",
            "desirable",
            "kl_completion_token_ids");
    List<UnpairedLogprobs> scored = logprobs.read(chunk);
    return row -> List.of(example(rows.get(row), scored.get(row)));
  }

  @Override
  public Optional<String> keptAs() {
    return Optional.of(
        String.join("/", dataset.contentHash(), logprobs.contentHash(), "" + probes));
  }

  private Example<UnpairedExample> example(
      dev.vireo.schemas.UnpairedExample row, UnpairedLogprobs scores) {
    PreferencePairs.requireSame(row.getExampleId(), scores.getExampleId());
    int[] prompt = TokenLists.ints(row.getPromptTokenIds());
    Optional<Example.Probe> probe =
        probes
            ? Optional.of(
                new Example.Probe(
                    new TokenSequence(prompt, TokenLists.ints(row.getKlCompletionTokenIds())),
                    scores.getKlLogprob()))
            : Optional.empty();
    return new Example<>(
        List.of(new TokenSequence(prompt, TokenLists.ints(row.getCompletionTokenIds()))),
        new UnpairedExample(row.getDesirable(), scores.getLogprob(), 0),
        probe);
  }
}
