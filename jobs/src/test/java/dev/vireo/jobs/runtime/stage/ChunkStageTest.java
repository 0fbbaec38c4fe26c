package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.files.TemporaryName;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.parquet.ChunkFile;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.NotInherited;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stage makes and does not make again, without Spark. */
class ChunkStageTest {
  private static final Fingerprint FINGERPRINT =
      Fingerprint.of("collect-rollouts").settings(Map.of("chunk-rows", 4)).seed(17);

  @TempDir Path folder;
  private Partition<Rollout> rollouts;
  private final List<Integer> computed = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() {
    rollouts = RunDirectory.at(folder).partition(Datasets.ROLLOUTS, 1);
  }

  private ChunkStage<Integer, Rollout> stage(Fingerprint fingerprint) {
    return ChunkStage.of(rollouts, fingerprint);
  }

  private DatasetHandle<Rollout> collect(Fingerprint fingerprint, int chunks) {
    computed.clear();
    return stage(fingerprint).runOnDriver(numbers(chunks), this::compute);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private ChunkResult<Rollout> compute(int index, Integer chunk) {
    computed.add(index);
    return ChunkResult.of(SampleRows.rollouts(4 * chunk, 4), Map.of("sum", 0.1 * chunk));
  }

  private Path manifest() {
    return folder.resolve("manifests/rollouts/iteration=1.json");
  }

  private Path path(String name) {
    return folder.resolve(rollouts.path()).resolve(name);
  }

  /** Every file of the folder, with its bytes. */
  private Map<String, List<Byte>> bytes() throws IOException {
    Map<String, List<Byte>> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(rollouts.path()))) {
      for (Path file : files.toList()) {
        List<Byte> content = new ArrayList<>();
        for (byte each : Files.readAllBytes(file)) {
          content.add(each);
        }
        all.put(file.getFileName().toString(), content);
      }
    }
    return all;
  }

  @Test
  void publishesChunksAndThenTheManifest() {
    DatasetHandle<Rollout> made = collect(FINGERPRINT, 5);
    assertThat(computed).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(made.rows()).isEqualTo(20);
    assertThat(made.rows(2)).isEqualTo(4);
    assertThat(made.total("sum")).isEqualTo(0.0 + 0.1 + 0.2 + 0.1 * 3 + 0.4);
    assertThat(made.readAll()).isEqualTo(SampleRows.rollouts(0, 20));
    assertThat(made.read(3)).isEqualTo(SampleRows.rollouts(12, 4));
    assertThat(rollouts.require()).isEqualTo(made);
    assertThat(made.files())
        .hasSize(5)
        .contains("file:" + folder + "/rollouts/iteration=1/part-00004.parquet");
  }

  @Test
  void doesNothingWhereAllIsDone() {
    DatasetHandle<Rollout> made = collect(FINGERPRINT, 3);
    assertThat(stage(FINGERPRINT).reasonsToRun()).isEmpty();
    assertThat(stage(FINGERPRINT).skipIfFinished()).contains(made);
    assertThat(collect(FINGERPRINT, 3)).isEqualTo(made);
    assertThat(computed).isEmpty();
  }

  @Test
  void makesOnlyTheChunksThatAreMissing() throws IOException {
    DatasetHandle<Rollout> made = collect(FINGERPRINT, 5);
    Map<String, List<Byte>> before = bytes();
    Files.delete(path("part-00001.parquet"));
    Files.write(path("part-00003.parquet"), new byte[] {1, 2, 3});
    assertThat(rollouts.published()).isEmpty();
    assertThat(stage(FINGERPRINT).reasonsToRun())
        .containsExactly(
            "part-00001.parquet is missing or has another size",
            "part-00003.parquet is missing or has another size");
    assertThat(collect(FINGERPRINT, 5)).isEqualTo(made);
    assertThat(computed).containsExactlyInAnyOrder(1, 3);
    assertThat(bytes()).isEqualTo(before);
  }

  @Test
  void aMissingOrTornManifestCostsNoChunk() throws IOException {
    DatasetHandle<Rollout> made = collect(FINGERPRINT, 3);
    String json = Files.readString(manifest());
    Files.delete(manifest());
    assertThat(collect(FINGERPRINT, 3).manifest()).isEqualTo(made.manifest());
    Files.writeString(manifest(), json.substring(0, json.length() / 2));
    assertThat(rollouts.published()).isEmpty();
    assertThat(collect(FINGERPRINT, 3).manifest()).isEqualTo(made.manifest());
    assertThat(computed).isEmpty();
    assertThat(rollouts.require()).isEqualTo(made);
  }

  @Test
  void whatIsFinishedIsNeverReplaced() throws IOException {
    DatasetHandle<Rollout> made = collect(FINGERPRINT, 5);
    Map<String, List<Byte>> before = bytes();
    Fingerprint other = FINGERPRINT.settings(Map.of("chunk-rows", 5));
    assertThat(stage(other).reasonsToRun()).containsExactly("chunk-rows 4 -> 5");
    assertThatThrownBy(() -> collect(other, 3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rollouts/iteration=1 is published")
        .hasMessageContaining("chunk-rows 4 -> 5")
        .hasCauseInstanceOf(StageChange.class);
    assertThat(computed).isEmpty();
    assertThat(bytes()).isEqualTo(before);
    assertThat(collect(FINGERPRINT, 5)).isEqualTo(made);

    RunFolders.delete(rollouts.run(), rollouts.path());
    collect(other, 3);
    assertThat(rollouts.require().manifest().fingerprint()).isEqualTo(other);
    assertThat(bytes()).hasSize(3);
  }

  @Test
  void aForkTakesOverWhatWasMadeFromTheSameAndComputesNothing() throws IOException {
    DatasetHandle<Rollout> made = collect(FINGERPRINT, 2);
    computed.clear();
    RunDirectory fork =
        RunDirectory.at(folder.resolve("fork")).takingOverFrom(RunDirectory.at(folder));
    Partition<Rollout> taken = fork.partition(rollouts.type(), 1);
    ChunkStage<Integer, Rollout> other =
        ChunkStage.of(taken, FINGERPRINT.settings(Map.of("chunk-rows", 5)));
    assertThatThrownBy(() -> other.runOnDriver(numbers(2), this::compute))
        .isInstanceOf(NotInherited.class);
    assertThat(folder.resolve("fork")).doesNotExist();

    ChunkStage<Integer, Rollout> same = ChunkStage.of(taken, FINGERPRINT);
    assertThat(same.runOnDriver(numbers(2), this::compute).contentHash())
        .isEqualTo(made.contentHash());
    assertThat(computed).isEmpty();
    assertThat(
            Files.isSameFile(
                folder.resolve("fork/rollouts/iteration=1/part-00000.parquet"),
                path("part-00000.parquet")))
        .isTrue();
  }

  @Test
  void oldChunksWithoutAManifestAreMadeAgainToo() throws IOException {
    collect(FINGERPRINT, 5);
    Files.delete(manifest());
    collect(FINGERPRINT.seed(18), 2);
    assertThat(computed).containsExactlyInAnyOrder(0, 1);
    assertThat(bytes()).hasSize(2);
    assertThat(stage(FINGERPRINT).reasonsToRun()).containsExactly("seed 18 -> 17");
  }

  @Test
  void whatAKilledRunWasWritingIsCleanedUp() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.createDirectories(path(""));
    String leftover =
        TemporaryName.of("part-00001.parquet")
            .replace("-" + ProcessHandle.current().pid() + "-", "-" + gone.pid() + "-");
    Files.writeString(path(leftover), "half a chunk");
    collect(FINGERPRINT, 2);
    assertThat(bytes().keySet()).containsExactly("part-00000.parquet", "part-00001.parquet");
  }

  @Test
  void aFailureKeepsWhatIsDone() {
    ChunkFunction<Integer, Rollout> failing =
        (index, chunk) -> {
          if (index == 3) {
            throw new InputException("prompts.jsonl line 7 is not JSON");
          }
          return compute(index, chunk);
        };
    assertThatThrownBy(() -> stage(FINGERPRINT).runOnDriver(numbers(5), failing))
        .isInstanceOf(InputException.class)
        .hasMessage("prompts.jsonl line 7 is not JSON");
    assertThat(rollouts.published()).isEmpty();
    assertThatThrownBy(rollouts::require)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There are no finished rollouts in file:");
    assertThat(stage(FINGERPRINT).reasonsToRun()).containsExactly("it is not finished");
    List<Integer> before = List.copyOf(computed);
    collect(FINGERPRINT, 5);
    assertThat(computed).contains(3).doesNotContainAnyElementsOf(before);
    assertThat(before.size() + computed.size()).isEqualTo(5);
  }

  @Test
  void aDefectIsNamedWithItsChunk() {
    assertThatThrownBy(
            () ->
                stage(FINGERPRINT)
                    .runOnDriver(
                        numbers(1),
                        (index, chunk) -> {
                          throw new IllegalStateException("a bug\nwith details");
                        }))
        .isInstanceOf(StageException.class)
        .hasMessage(
            "collect-rollouts failed on chunk 0 of rollouts/iteration=1: "
                + "IllegalStateException: a bug");
  }

  @Test
  void theFirstWriterWinsWhereWorkCannotBeRepeated() {
    ChunkFunction<Integer, Rollout> overtaken =
        (index, chunk) -> {
          ChunkResult<Rollout> first = ChunkResult.of(SampleRows.rollouts(90, 1));
          rollouts.write(index, FINGERPRINT, first, false);
          return compute(index, chunk);
        };
    DatasetHandle<Rollout> made =
        stage(FINGERPRINT).firstWriterWins().runOnDriver(numbers(1), overtaken);
    assertThat(made.readAll()).isEqualTo(SampleRows.rollouts(90, 1));
    assertThat(made.manifest().totals()).isEmpty();
  }

  @Test
  void noChunksAreAnEmptyDataset() {
    assertThat(collect(FINGERPRINT, 0).readAll()).isEmpty();
    assertThat(rollouts.require().rows()).isZero();
  }

  @Test
  void theSameThingsHaveTheSameHashesAnywhere() {
    DatasetHandle<Rollout> here = collect(FINGERPRINT, 3);
    rollouts = RunDirectory.at(folder.resolve("elsewhere")).partition(Datasets.ROLLOUTS, 1);
    assertThat(collect(FINGERPRINT, 3).contentHash()).isEqualTo(here.contentHash());
  }

  @Test
  void partitionsAreNamedAsHiveDoes() {
    RunDirectory run = RunDirectory.at(folder);
    assertThat(run.partition(Datasets.ROLLOUTS, 3).path()).isEqualTo("rollouts/iteration=3");
    assertThat(run.partition(Datasets.PROMPTS, "train").path()).isEqualTo("prompts/split=train");
    assertThat(run.partition(Datasets.PREFERENCES).path()).isEqualTo("preferences");
    assertThatThrownBy(() -> run.partition(Datasets.ROLLOUTS))
        .hasMessageContaining("partitioned by iteration");
    assertThatThrownBy(() -> run.partition(Datasets.PREFERENCES, 1))
        .hasMessageContaining("not partitioned");
    assertThat(ChunkFile.chunkOf("part-00012.parquet")).isEqualTo(12);
    assertThat(ChunkFile.chunkOf("part-123456.parquet")).isEqualTo(123456);
    assertThat(ChunkFile.chunkOf("part-0001.parquet")).isEqualTo(-1);
    assertThat(ChunkFile.chunkOf("part-00001-1b4e.zstd.parquet")).isEqualTo(-1);
  }
}
