package dev.vireo.jobs.runtime.stage;

import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A stage of eight chunks that can be run in this process or in one of its own, which is killed in
 * the middle of the sixth chunk's file: {@code SampleStage RUN}.
 */
final class SampleStage {
  static final int CHUNKS = 8;
  static final int ROWS = 40;
  private static final int KILLED_CHUNK = 5;

  private SampleStage() {}

  public static void main(String[] arguments) throws IOException {
    try (SparkSession session = TestSpark.local()) {
      RunDirectory run = RunDirectory.at(java.nio.file.Path.of(arguments[0]));
      run(
          TestSpark.context(session),
          run,
          (index, chunk) -> {
            ChunkResult<Rollout> result = compute(index, chunk);
            return index == KILLED_CHUNK
                ? new ChunkResult<>(dyingAmong(result.records()), result.totals())
                : result;
          });
    }
  }

  /** Rows, the last of which nobody lives to read. */
  private static List<Rollout> dyingAmong(List<Rollout> rows) {
    return new AbstractList<>() {
      @Override
      public Rollout get(int index) {
        if (index == rows.size() - 1) {
          Runtime.getRuntime().halt(137);
        }
        return rows.get(index);
      }

      @Override
      public int size() {
        return rows.size();
      }
    };
  }

  static ChunkResult<Rollout> compute(int index, Integer chunk) {
    return ChunkResult.of(
        SampleRows.rollouts(ROWS * chunk, ROWS), Map.of("reward", 0.1 * (chunk + 1)));
  }

  static DatasetHandle<Rollout> run(
      JavaSparkContext spark, RunDirectory run, ChunkFunction<Integer, Rollout> function) {
    return stage(run).run(spark, IntStream.range(0, CHUNKS).boxed().toList(), function);
  }

  static ChunkStage<Integer, Rollout> stage(RunDirectory run) {
    return ChunkStage.of(
        run.partition(Datasets.ROLLOUTS, 1),
        Fingerprint.of("collect-rollouts").settings(Map.of("chunk-rows", ROWS)).seed(17));
  }
}
