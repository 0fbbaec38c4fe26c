package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.preference.OpponentPair;
import dev.vireo.algorithms.loss.preference.PairExample;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Preference pairs of which one completion is an opponent's, a row each.
 *
 * @param pairs the same without that knowledge
 * @param firstOpponent index of the opponent's first completion in each group
 */
record OpponentPairs(PreferencePairs pairs, int firstOpponent)
    implements TrainingExamples<OpponentPair> {

  @Override
  public DatasetHandle<?> dataset() {
    return pairs.dataset();
  }

  @Override
  public List<Bundle> index(int chunk) {
    return pairs.index(chunk);
  }

  @Override
  public IntFunction<List<Example<OpponentPair>>> open(int chunk) {
    IntFunction<List<Example<PairExample>>> rows = pairs.open(chunk);
    List<PreferencePair> places = pairs.dataset().read(chunk, "chosen_sample_index");
    return row -> {
      boolean chosen = places.get(row).getChosenSampleIndex() >= firstOpponent;
      return rows.apply(row).stream()
          .map(
              pair ->
                  new Example<>(
                      pair.sequences(), new OpponentPair(pair.known(), chosen), pair.probe()))
          .toList();
    };
  }

  @Override
  public Optional<String> keptAs() {
    return pairs.keptAs();
  }
}
