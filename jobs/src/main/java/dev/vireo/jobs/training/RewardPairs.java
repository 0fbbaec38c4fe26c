package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.reward.RewardPair;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.RewardPairSource.RewardPairTokens;
import dev.vireo.jobs.data.preferences.RewardPairSource.Side;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Preference pairs for a reward model, a row each, without those that are held out: the chosen
 * text, then the rejected one; for a preference model both texts in both orders.
 *
 * @param source the pairs
 * @param everyToken whether the loss asks for a value at each token from the first at which the
 *     sides differ, instead of one at the end
 */
record RewardPairs(RewardPairSource source, boolean everyToken)
    implements TrainingExamples<RewardPair> {

  @Override
  public DatasetHandle<PreferencePair> dataset() {
    return source.dataset();
  }

  @Override
  public List<Bundle> index(int chunk) {
    List<Optional<RewardPairTokens>> rows = source.read(chunk);
    List<Bundle> index = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Optional<RewardPairTokens> pair = rows.get(row).filter(each -> !each.heldOut());
      if (pair.isPresent()) {
        index.add(bundle(chunk, row, pair.get()));
      }
    }
    return index;
  }

  private static Bundle bundle(int chunk, int row, RewardPairTokens pair) {
    int preferred = pair.promptIds().length + pair.chosen().ids().length;
    return new Bundle(chunk, row, 1, 2, pair.tokens(), preferred, preferred, pair.longest(), true);
  }

  @Override
  public IntFunction<List<Example<RewardPair>>> open(int chunk) {
    List<Optional<RewardPairTokens>> rows = source.read(chunk);
    return row -> rows.get(row).map(this::example).stream().toList();
  }

  @Override
  public Optional<String> keptAs() {
    return Optional.of(
        String.join("/", "" + everyToken, source.dataset().contentHash(), source.identity()));
  }

  private Example<RewardPair> example(RewardPairTokens pair) {
    double margin = pair.margin().orElse(0.0);
    Side chosen = pair.chosen();
    Side rejected = pair.rejected();
    if (!everyToken) {
      return Example.of(
          RewardPair.of(margin),
          new TokenSequence(pair.promptIds(), chosen.ids(), new int[] {chosen.end()}),
          new TokenSequence(pair.promptIds(), rejected.ids(), new int[] {rejected.end()}));
    }
    int end = Math.max(chosen.ids().length, rejected.ids().length);
    int[] chosenIds = padded(chosen.ids(), end);
    int[] rejectedIds = padded(rejected.ids(), end);
    int difference = Arrays.mismatch(chosenIds, rejectedIds);
    // The rewards are measured too, and may lie before.
    int first = Math.min(difference, Math.min(chosen.end(), rejected.end()));
    int[] places = IntStream.range(first, end).toArray();
    return Example.of(
        new RewardPair(margin, difference - first, chosen.end() - first, rejected.end() - first),
        new TokenSequence(pair.promptIds(), chosenIds, places),
        new TokenSequence(pair.promptIds(), rejectedIds, places));
  }

  private int[] padded(int[] completion, int length) {
    int[] padded = Arrays.copyOf(completion, length);
    Arrays.fill(padded, completion.length, length, source.reading().padTokenId());
    return padded;
  }
}
