package dev.vireo.jobs.runtime.stage;

import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Totals;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/** Gathers the outcomes of a stage's tasks in the order of the chunks, and tells of progress. */
final class ChunkCollector {
  private final ChunkSummary[] summaries;
  private final StageProgress progress;
  private final StageMetrics metrics;
  private final IntToLongFunction size;
  private final TreeMap<String, Double> totals = new TreeMap<>();
  private ChunkOutcome.Failed failed;

  ChunkCollector(int chunks, StageProgress progress, StageMetrics metrics, IntToLongFunction size) {
    this.summaries = new ChunkSummary[chunks];
    this.progress = progress;
    this.metrics = metrics;
    this.size = size;
  }

  /** Takes a chunk's outcome; returns whether all is well so far. */
  synchronized boolean accept(int chunk, ChunkOutcome outcome) {
    if (outcome instanceof ChunkOutcome.Failed failure) {
      if (failed == null || failure.chunk() < failed.chunk()) {
        failed = failure;
      }
      return false;
    }
    ChunkSummary summary = ((ChunkOutcome.Finished) outcome).summary();
    summaries[chunk] = summary;
    Totals.add(totals, summary.totals());
    progress.advance(
        size.applyAsLong(chunk), metrics.show(new TreeMap<>(totals), progress.seconds()));
    return true;
  }

  /** Throws what went wrong, if anything did: of several failures, that of the first chunk. */
  synchronized void rethrow() {
    if (failed != null) {
      throw failed.exception();
    }
  }

  /** The summaries of all chunks, in order. */
  synchronized List<ChunkSummary> summaries() {
    if (Arrays.asList(summaries).contains(null)) {
      throw new IllegalStateException("Not every chunk is done");
    }
    return List.of(summaries);
  }
}
