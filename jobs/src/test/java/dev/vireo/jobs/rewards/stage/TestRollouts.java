package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** Rollouts of one iteration, in a few chunks. */
final class TestRollouts {
  static final int CHUNKS = 3;
  static final int CHUNK_SIZE = 4;
  static final int GROUP_SIZE = 3;

  private TestRollouts() {}

  /** Prompt n has answer n; its completions say n, n + 1, n + 2, and the last was cut short. */
  static DatasetHandle<Rollout> in(SparkSession spark, RunDirectory run, String probe) {
    return ChunkStage.<Integer, Rollout>of(
            run.partition(Datasets.ROLLOUTS, 1),
            Fingerprint.of("collect-rollouts").settings(Map.of("probe", probe)))
        .run(
            TestSpark.context(spark),
            IntStream.range(0, CHUNKS).boxed().toList(),
            (index, chunk) -> {
              List<Rollout> rows = new ArrayList<>();
              for (int i = 0; i < CHUNK_SIZE; i++) {
                rows.add(rollout(chunk * CHUNK_SIZE + i, probe));
              }
              return ChunkResult.of(rows);
            });
  }

  private static Rollout rollout(int number, String probe) {
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < GROUP_SIZE; sample++) {
      int tokens = 3 + sample;
      completions.add(
          new Completion(
              sample,
              Collections.nCopies(tokens, 65),
              Collections.nCopies(tokens, -1f),
              "#### " + (number + sample),
              sample < 2 ? FinishReason.stop : FinishReason.length,
              null));
    }
    return new Rollout(
        1,
        "p" + number,
        0,
        "What is " + number + "?",
        "#### " + number,
        Map.of("level", "abc", "probe", probe),
        List.of(1, 2),
        completions);
  }
}
