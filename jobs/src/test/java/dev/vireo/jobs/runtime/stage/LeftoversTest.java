package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.Leftovers;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.Removable;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  private static final Fingerprint OLD = Fingerprint.of("collect-rollouts").seed(1);
  private static final Fingerprint NEW = Fingerprint.of("collect-rollouts").seed(2);

  @TempDir Path folder;
  private RunDirectory run;
  private Partition<Rollout> partition;

  @BeforeEach
  void open() {
    run = RunDirectory.at(folder);
    partition = run.partition(Datasets.ROLLOUTS, 1);
  }

  @Test
  void chunksThatAResumedStageWouldKeepAreNone() throws IOException {
    chunk(0, NEW, 10);
    chunk(1, NEW, 20);
    assertThat(Leftovers.of(run, false)).isEmpty();
    assertThat(Leftovers.of(run, true))
        .extracting(Removable::path)
        .containsExactly(
            "rollouts/iteration=1/part-00000.parquet", "rollouts/iteration=1/part-00001.parquet");
  }

  @Test
  void chunksOfEarlierInputsAndTornOnesAre() throws IOException {
    chunk(0, NEW, 30);
    chunk(1, OLD, 10);
    Files.writeString(file(2), "torn");
    assertThat(Leftovers.of(run, false))
        .containsExactly(
            new Removable(
                "rollouts/iteration=1/part-00001.parquet",
                Files.size(file(1)),
                "made from other inputs, never finished"),
            new Removable(
                "rollouts/iteration=1/part-00002.parquet",
                4,
                "made from other inputs, never finished"));
  }

  @Test
  void aFinishedPartitionKeepsWhatItsManifestNames() throws IOException {
    ChunkStage.<Integer, Rollout>of(partition, NEW)
        .runOnDriver(List.of(0), (index, chunk) -> rows());
    chunk(1, NEW, 10);
    assertThat(Leftovers.of(run, true))
        .extracting(Removable::path)
        .containsExactly("rollouts/iteration=1/part-00001.parquet");
  }

  @Test
  void rowsThatWereGivenUpAreNotAskedForAgain() throws IOException {
    ChunkStage<Integer, Rollout> stage = ChunkStage.of(partition, NEW);
    stage.runOnDriver(List.of(0), (index, chunk) -> rows());
    List<Removable> rows = partition.rows("given up");
    assertThat(rows).hasSize(1);

    run.delete(rows.get(0).path());
    assertThat(stage.reasonsToRun()).hasSize(1);
    partition.markCleaned();
    assertThat(stage.reasonsToRun()).isEmpty();
    assertThat(stage.skipIfFinished()).isPresent();

    // Made again from other inputs, they lose the mark.
    RunFolders.delete(run, partition.path());
    ChunkStage.<Integer, Rollout>of(partition, OLD)
        .runOnDriver(List.of(0), (index, chunk) -> rows());
    assertThat(Files.list(folder.resolve("rollouts/iteration=1")))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("part-00000.parquet");
    assertThat(Files.list(folder.resolve("manifests/rollouts")))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("iteration=1.json");
  }

  @Test
  void driversAtWorkAreKnown() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    try (DriverPresence presence = DriverPresence.announce(run)) {
      List<String> drivers = DriverPresence.drivers(run);
      assertThat(drivers).hasSize(1);
      String name = drivers.get(0).substring(drivers.get(0).lastIndexOf('/') + 1);
      String pid = "-" + ProcessHandle.current().pid() + "-";
      Path killed = folder.resolve(name.replace(pid, "-" + gone.pid() + "-"));
      Files.writeString(killed, "");
      assertThat(DriverPresence.drivers(run)).isEqualTo(drivers);
      assertThat(Leftovers.of(run, false)).hasSize(1);
      DriverPresence.announce(run).close();
      assertThat(killed).doesNotExist();
    }
    assertThat(DriverPresence.drivers(run)).isEmpty();
  }

  private void chunk(int index, Fingerprint fingerprint, int modified) throws IOException {
    partition.write(index, fingerprint, rows(), true);
    Files.setLastModifiedTime(file(index), FileTime.fromMillis(modified));
  }

  private Path file(int index) {
    return folder.resolve(partition.path(index));
  }

  private static ChunkResult<Rollout> rows() {
    return ChunkResult.of(SampleRows.rollouts(0, 2), Map.of());
  }
}
