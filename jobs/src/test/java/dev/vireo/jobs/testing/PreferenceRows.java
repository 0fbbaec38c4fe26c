package dev.vireo.jobs.testing;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Pairs of tokens without texts, all of different lengths. */
public final class PreferenceRows {

  /** Makes some tokens, others for another seed. */
  @FunctionalInterface
  public interface Tokens {
    /** So many tokens. */
    List<Integer> of(int seed, int count);
  }

  private PreferenceRows() {}

  /** Some pairs, at most 8. */
  public static List<PreferencePair> of(int count, Tokens tokens) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    PreferencePair.newBuilder()
                        .setPairId("pair " + i)
                        .setPrompt("")
                        .setChosen("")
                        .setRejected("")
                        .setPromptTokenIds(tokens.of(i, 3 + i))
                        .setChosenTokenIds(tokens.of(10 + i, 1 + 2 * i))
                        .setRejectedTokenIds(tokens.of(20 + i, 9 - i))
                        .build())
            .toList());
  }

  /** The pairs as a dataset of two chunks, so many in the first. */
  public static DatasetHandle<PreferencePair> published(
      StageContext context, List<PreferencePair> rows, int first) {
    return ChunkStage.<ArrayList<PreferencePair>, PreferencePair>of(
            context.run().partition(Datasets.PREFERENCE_PAIRS), Fingerprint.of("pairs"))
        .runOnDriver(
            List.of(
                new ArrayList<>(rows.subList(0, first)),
                new ArrayList<>(rows.subList(first, rows.size()))),
            (index, chunk) -> ChunkResult.of(chunk));
  }
}
