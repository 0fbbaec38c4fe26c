package dev.vireo.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkStageIT {
  private static SparkSession session;
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  @Test
  void publishesWhatItComputes() {
    RunDirectory run = RunDirectory.at(folder.resolve("a run"));
    DatasetHandle<Rollout> rollouts = collect(run, 4);
    assertThat(rollouts.rows()).isEqualTo(32);
    assertThat(rollouts.total("tokens")).isEqualTo(800.0);
    assertThat(rollouts.readAll()).isEqualTo(SampleRows.rollouts(0, 32));
    assertThat(rollouts.frame(session).count()).isEqualTo(32);
    assertThat(run.partition(Datasets.ROLLOUTS, 1).require().manifest())
        .isEqualTo(rollouts.manifest());
  }

  static DatasetHandle<Rollout> collect(RunDirectory run, int chunks) {
    return ChunkStage.<Integer, Rollout>of(
            run.partition(Datasets.ROLLOUTS, 1),
            Fingerprint.of("collect-rollouts").settings(Map.of("chunk-size", 8)).seed(17))
        .run(
            spark,
            java.util.stream.IntStream.range(0, chunks).boxed().toList(),
            (index, chunk) ->
                ChunkResult.of(SampleRows.rollouts(8 * chunk, 8), Map.of("tokens", 200.0)));
  }
}
