package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage as Spark tasks. What it makes and makes again is {@link ChunkStageTest}'s. */
class ChunkStageIT {
  private static final ConcurrentSkipListSet<Integer> COMPUTED = new ConcurrentSkipListSet<>();
  private static final ConcurrentSkipListSet<String> GROUPS = new ConcurrentSkipListSet<>();

  private static SparkSession session;
  private static JavaSparkContext spark;

  @TempDir Path folder;
  private RunDirectory run;

  @BeforeAll
  static void start() {
    session = TestSpark.local();
    spark = TestSpark.context(session);
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  @BeforeEach
  void open() {
    COMPUTED.clear();
    run = RunDirectory.at(folder.resolve("a run"));
  }

  private static ChunkResult<Rollout> compute(int index, Integer chunk) {
    COMPUTED.add(index);
    GROUPS.add(TaskContext.get().getLocalProperty("spark.jobGroup.id"));
    return SampleStage.compute(index, chunk);
  }

  private static List<Integer> chunks() {
    return IntStream.range(0, SampleStage.CHUNKS).boxed().toList();
  }

  @Test
  void makesEachChunkInATaskOfAJobWithTheStagesName() {
    DatasetHandle<Rollout> made = SampleStage.run(spark, run, ChunkStageIT::compute);
    assertThat(COMPUTED).hasSize(SampleStage.CHUNKS);
    assertThat(GROUPS).containsExactly("collect-rollouts: rollouts/iteration=1");
    assertThat(spark.getLocalProperty("spark.jobGroup.id")).isNull();
    assertThat(made.readAll())
        .isEqualTo(SampleRows.rollouts(0, SampleStage.CHUNKS * SampleStage.ROWS));
    double sum = 0;
    for (int chunk = 0; chunk < SampleStage.CHUNKS; chunk++) {
      sum += 0.1 * (chunk + 1);
    }
    assertThat(made.total("reward")).isEqualTo(sum);
  }

  @Test
  void resumesWhatIsNotWhole() throws IOException {
    Manifest made = SampleStage.run(spark, run, ChunkStageIT::compute).manifest();
    Path partition = folder.resolve("a run/rollouts/iteration=1");
    Files.delete(partition.resolve("part-00002.parquet"));
    Path truncated = partition.resolve("part-00006.parquet");
    Files.write(truncated, java.util.Arrays.copyOf(Files.readAllBytes(truncated), 1000));
    Files.writeString(
        folder.resolve("a run/manifests/rollouts/iteration=1.json"), "{\"format\": 1, \"chu");
    COMPUTED.clear();
    assertThat(SampleStage.run(spark, run, ChunkStageIT::compute).manifest()).isEqualTo(made);
    assertThat(COMPUTED).containsExactly(2, 6);

    COMPUTED.clear();
    assertThat(SampleStage.run(spark, run, ChunkStageIT::compute).manifest()).isEqualTo(made);
    assertThat(COMPUTED).isEmpty();
  }

  @Test
  void tellsOfEachChunkThatIsDone() {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    Progress progress =
        new Progress() {
          @Override
          public void started(StageStatus status) {
            heard.add("started " + status.done() + "/" + status.total() + " " + status.unit());
          }

          @Override
          public void advanced(StageStatus status) {
            heard.add(status.done() + " " + status.metrics().keySet());
          }

          @Override
          public void finished(StageStatus status) {
            heard.add("finished " + status.skipped() + " " + status.metrics());
          }
        };
    for (int i = 0; i < 2; i++) {
      SampleStage.stage(run)
          .progress(progress, 1)
          .counting("prompts", chunk -> SampleStage.ROWS)
          .showing((totals, seconds) -> Map.of("total", totals.getOrDefault("reward", 0.0)))
          .run(spark, chunks(), ChunkStageIT::compute);
    }
    assertThat(heard.get(0)).isEqualTo("started 0/320 prompts");
    assertThat(heard.subList(1, 9))
        .containsExactly(
            IntStream.rangeClosed(1, 8).mapToObj(n -> 40 * n + " [total]").toArray(String[]::new));
    assertThat(heard.get(9)).startsWith("finished false {total=3.6");
    assertThat(heard.get(11)).startsWith("finished true {total=3.6");
  }

  @Test
  void theUsersErrorIsOneLine() {
    assertThatThrownBy(
            () ->
                SampleStage.run(
                    spark,
                    run,
                    (index, chunk) -> {
                      if (index == 3) {
                        throw new IllegalStateException(new InputException("No such reward: x"));
                      }
                      return compute(index, chunk);
                    }))
        .isInstanceOf(InputException.class)
        .hasMessage("No such reward: x");
    int done = COMPUTED.size();
    assertThat(run.partition(dev.vireo.schemas.Datasets.ROLLOUTS, 1).published()).isEmpty();
    SampleStage.run(spark, run, ChunkStageIT::compute);
    assertThat(COMPUTED).hasSize(SampleStage.CHUNKS);
    assertThat(done).isLessThan(SampleStage.CHUNKS);
  }

  @Test
  void aFullDiskIsOneLine() {
    assertThatThrownBy(
            () ->
                SampleStage.run(
                    spark,
                    run,
                    (index, chunk) -> {
                      throw StorageException.of(
                          "write", "/data/x", new IOException("No space left on device"));
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "No space left on device to write /data/x: free some space and run again; every"
                + " finished chunk is kept");
  }

  @Test
  void aDefectIsOneLineThatNamesTheChunk() {
    assertThatThrownBy(
            () ->
                SampleStage.run(
                    spark,
                    run,
                    (index, chunk) -> {
                      throw new UnsupportedOperationException("not\nyet");
                    }))
        .isInstanceOf(StageException.class)
        .hasMessageMatching(
            "collect-rollouts failed on chunk [01] of rollouts/iteration=1:"
                + " UnsupportedOperationException: not");
  }

  @Test
  void anErrorOfTheMachineIsOneLineToo() {
    assertThatThrownBy(
            () ->
                SampleStage.run(
                    spark,
                    run,
                    (index, chunk) -> {
                      throw new NoClassDefFoundError("org/example/Missing");
                    }))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("collect-rollouts failed on")
        .hasMessageContaining("org/example/Missing")
        .hasMessageNotContaining("\n");
  }
}
