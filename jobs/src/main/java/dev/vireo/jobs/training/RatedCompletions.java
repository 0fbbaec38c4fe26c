package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.reward.RatedExample;
import dev.vireo.jobs.data.preferences.RatedSource;
import dev.vireo.jobs.data.preferences.RatedSource.RatedTokens;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Completions with a label or a rating for a reward model, a row each, without those that are held
 * out.
 *
 * @param source the completions
 */
record RatedCompletions(RatedSource source) implements TrainingExamples<RatedExample> {

  @Override
  public DatasetHandle<UnpairedExample> dataset() {
    return source.dataset();
  }

  @Override
  public List<Bundle> index(int chunk) {
    List<Optional<RatedTokens>> rows = source.read(chunk);
    List<Bundle> index = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Optional<RatedTokens> completion = rows.get(row).filter(each -> !each.heldOut());
      if (completion.isPresent()) {
        // The tokens of the step count the prompt, as those of pairs do.
        int length = completion.get().length();
        index.add(new Bundle(chunk, row, 1, 1, length, length, length, length, true));
      }
    }
    return index;
  }

  @Override
  public IntFunction<List<Example<RatedExample>>> open(int chunk) {
    List<Optional<RatedTokens>> rows = source.read(chunk);
    return row -> rows.get(row).map(RatedCompletions::example).stream().toList();
  }

  @Override
  public Optional<String> keptAs() {
    return Optional.of(String.join("/", source.dataset().contentHash(), source.identity()));
  }

  private static Example<RatedExample> example(RatedTokens completion) {
    return Example.of(
        new RatedExample(completion.rating()),
        new TokenSequence(completion.promptIds(), completion.ids(), new int[] {completion.end()}));
  }
}
