package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.data.source.HashSplit;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Puts pairs of before among new ones, so that a model that is trained further does not forget
 * (DeepSeekMath, arXiv 2402.03300, section 4.1.4): {@code preference_pairs} with all new pairs, and
 * as many earlier ones as make up their share, drawn by the hash of their ids.
 *
 * <p>Totals: {@code new} and {@code replayed}, counts of pairs.
 */
public final class ReplayPairs {

  /** The stage's name. */
  public static final String STAGE = "replay-pairs";

  /** The total that counts earlier pairs. */
  public static final String REPLAYED = "replayed";

  /** A chunk of one of the datasets, of which some rows are taken. */
  private record Part(
      DatasetHandle<PreferencePair> pairs, int chunk, String origin, String draw, double share)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether all of it is taken. */
    boolean isNew() {
      return origin.isEmpty();
    }
  }

  private ReplayPairs() {}

  /**
   * What the stage reads of a configuration; its inputs come to it.
   *
   * @param replay the share of earlier pairs among all
   */
  public static Fingerprint declared(double replay, long seed) {
    return Fingerprint.of(STAGE).settings(Map.of("replay", replay)).seed(seed);
  }

  /**
   * Makes the dataset, unless it is there already. Where the earlier pairs are too few for their
   * share, all of them are taken.
   *
   * @param fresh the new pairs
   * @param earlier those of before, in the same model's tokens, by a name for where they come from,
   *     which their ids begin with in what is made
   * @param replay the share of earlier pairs among all, below 1
   */
  public static DatasetHandle<PreferencePair> run(
      StageContext context,
      DatasetHandle<PreferencePair> fresh,
      SortedMap<String, DatasetHandle<PreferencePair>> earlier,
      double replay) {
    long before = earlier.values().stream().mapToLong(DatasetHandle::rows).sum();
    double wanted = fresh.rows() * replay / (1 - replay);
    double share = before == 0 ? 0 : Math.min(1, wanted / before);
    // Another draw for each set of new pairs.
    String draw = context.seed() + "/" + fresh.contentHash();
    List<Part> parts = new ArrayList<>();
    fresh.chunks().forEach(chunk -> parts.add(new Part(fresh, chunk, "", draw, 1)));
    if (share > 0) {
      earlier.forEach(
          (origin, of) ->
              of.chunks().forEach(chunk -> parts.add(new Part(of, chunk, origin, draw, share))));
    }
    Fingerprint fingerprint =
        declared(replay, context.seed())
            .input("preferences", fresh.contentHash())
            .input(
                "earlier",
                earlier.values().stream()
                    .map(DatasetHandle::contentHash)
                    .collect(Collectors.joining("+")));
    DatasetHandle<PreferencePair> pairs =
        ChunkStage.<Part, PreferencePair>of(
                context.run().partition(Datasets.PREFERENCE_PAIRS), fingerprint)
            .progress(context.progress(), 0)
            .run(context.spark(), parts, (index, part) -> taken(part));
    context
        .progress()
        .message(
            "%s, and %s of before"
                .formatted(
                    Counted.of(fresh.rows(), "new pair", "new pairs"),
                    Math.round(pairs.total(REPLAYED))));
    return pairs;
  }

  private static ChunkResult<PreferencePair> taken(Part part) {
    List<PreferencePair> rows =
        part.pairs().read(part.chunk()).stream()
            .filter(
                row ->
                    part.isNew()
                        || HashSplit.isHeldOut(part.draw() + "/" + row.getPairId(), part.share()))
            .toList();
    if (!part.isNew()) {
      rows.forEach(row -> row.setPairId(part.origin() + "/" + row.getPairId()));
    }
    double count = rows.size();
    return ChunkResult.of(
        rows, Map.of("new", part.isNew() ? count : 0, REPLAYED, part.isNew() ? 0 : count));
  }
}
