package dev.vireo.store.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.StepReward;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: one format of files, damaged in every way.
class ChunkFileTest {
  private static final Fingerprint FINGERPRINT =
      Fingerprint.of("collect-rollouts").settings(Map.of("group-size", 4)).seed(17);

  @TempDir Path folder;
  private RunDirectory run;
  private Partition<Rollout> rollouts;

  @BeforeEach
  void open() {
    run = RunDirectory.at(folder);
    rollouts = run.partition(Datasets.ROLLOUTS, 1);
  }

  private ChunkSummary write(int chunk, List<Rollout> rows, Map<String, Double> totals) {
    return rollouts.write(chunk, FINGERPRINT, ChunkResult.of(rows, totals), true).orElseThrow();
  }

  private Path file(int chunk) {
    return folder.resolve(rollouts.path(chunk));
  }

  private <T extends SpecificRecordBase> List<T> read(
      DatasetType<T> type, String path, String... columns) {
    return ChunkReader.read(type, run.storage(), path, run.uri(path), columns);
  }

  private List<Rollout> read(int chunk, String... columns) {
    return read(Datasets.ROLLOUTS, rollouts.path(chunk), columns);
  }

  @Test
  void readsBackWhatWasWritten() {
    List<Rollout> rows = SampleRows.rollouts(0, 20);
    ChunkSummary summary = write(7, rows, Map.of("tokens", 5.5));
    assertThat(read(7)).isEqualTo(rows);
    assertThat(summary.file()).isEqualTo("part-00007.parquet");
    assertThat(summary.rows()).isEqualTo(20);
    assertThat(file(7)).hasSize(summary.size());
    assertThat(rollouts.summary(7, FINGERPRINT)).contains(summary);
    assertThat(folder.resolve(rollouts.path()).toFile().list()).containsExactly(summary.file());
  }

  @Test
  void readsBackNullsEmptyListsAndNotANumber() {
    Rewards row =
        new Rewards(
            1,
            "p",
            List.of(
                new CompletionReward(0, Double.NaN, Map.of(), null, null, null),
                new CompletionReward(1, -0.0, Map.of("a", 1e-300), List.of(), null, null),
                new CompletionReward(
                    2,
                    1e300,
                    Map.of(),
                    List.of(new StepReward(3, 0.5)),
                    Map.of("n", 0.25),
                    // In the order of their keys, as they are written.
                    new TreeMap<>(Map.of("b", "", "a", "é")))));
    Partition<Rewards> rewards = run.partition(Datasets.REWARDS, 1);
    rewards.write(0, FINGERPRINT, ChunkResult.of(List.of(row)), true);
    // By text: to Avro, two values that are not a number are never equal.
    assertThat(read(Datasets.REWARDS, rewards.path(0))).hasToString(List.of(row).toString());
  }

  @Test
  void readsNoRows() {
    write(0, List.of(), Map.of());
    assertThat(read(0)).isEmpty();
    assertThat(rollouts.summary(0, FINGERPRINT).orElseThrow().rows()).isZero();
  }

  @Test
  void readsOnlyTheColumnsAskedFor() {
    write(0, SampleRows.rollouts(3, 1), Map.of());
    Rollout row = read(0, "prompt_id", "completions.sample_index", "completions.text").get(0);
    assertThat(row.getPromptId()).isEqualTo("p3");
    assertThat(row.getPrompt()).isNull();
    assertThat(row.getIteration()).isZero();
    assertThat(row.getCompletions()).hasSize(4);
    Completion completion = row.getCompletions().get(2);
    assertThat(completion.getText()).isEqualTo("é 3/2");
    assertThat(completion.getSampleIndex()).isEqualTo(2);
    assertThat(completion.getTokenIds()).isNull();
    assertThatThrownBy(() -> read(0, "completions.reward"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reward");
  }

  @Test
  void isZstdWithListsAsSparkWritesThem() throws IOException {
    write(0, SampleRows.rollouts(0, 3), Map.of("b", 2.0, "a", Double.NaN));
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file(0)))) {
      ParquetMetadata footer = reader.getFooter();
      assertThat(footer.getBlocks().get(0).getColumns())
          .allMatch(column -> column.getCodec() == CompressionCodecName.ZSTD);
      assertThat(footer.getFileMetaData().getSchema().toString())
          .contains("repeated group list {\n      required int32 element;");
      assertThat(footer.getFileMetaData().getKeyValueMetaData())
          .containsEntry("vireo.stage", "collect-rollouts")
          .containsEntry("vireo.fingerprint", FINGERPRINT.hash())
          .containsEntry("vireo.chunk", "0")
          .containsEntry("vireo.schema-version", Integer.toString(Datasets.SCHEMA_VERSION))
          .containsEntry("vireo.totals", "{\"a\":\"NaN\",\"b\":2.0}");
    }
  }

  /** Several readers refuse a partition's column within a file, and know neither map nor enum. */
  @Test
  void hasColumnsThatEveryReaderTakes() throws IOException {
    write(0, SampleRows.rollouts(0, 3), Map.of());
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file(0)))) {
      assertThat(reader.getFooter().getFileMetaData().getSchema().toString())
          .doesNotContain("iteration", "(MAP)", "(ENUM)")
          .contains("required binary finish_reason (STRING);")
          .contains(
              """
                required group attributes (LIST) {
                  repeated group list {
                    required group element {
                      required binary key (STRING);
                      required binary value (STRING);
                    }
                  }
                }
              """);
    }
    assertThat(read(0, "iteration")).allMatch(row -> row.getIteration() == 1);
  }

  @Test
  void bytesDoNotDependOnTheOrderOfAMap() {
    List<Rollout> rows = SampleRows.rollouts(0, 5);
    Map<String, Double> totals = new LinkedHashMap<>();
    totals.put("tokens", 1.0);
    totals.put("reward", 2.0);
    String sha256 = write(0, rows, totals).sha256();

    for (Rollout row : rows) {
      Map<String, String> reversed = new TreeMap<>(Collections.reverseOrder());
      reversed.putAll(row.getAttributes());
      row.setAttributes(new LinkedHashMap<>(reversed));
    }
    assertThat(write(0, rows, new TreeMap<>(totals)).sha256()).isEqualTo(sha256);
    assertThat(write(0, rows.subList(0, 4), totals).sha256()).isNotEqualTo(sha256);
  }

  /** Hash seeds, class loading order and the like differ from one Java process to the next. */
  @Test
  void bytesDoNotDependOnTheProcess() throws Exception {
    String here = WriteOneChunk.sha256();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Duser.language=ar",
                "-Duser.timezone=Asia/Tokyo",
                WriteOneChunk.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String there =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    assertThat(there).isEqualTo(here);
  }

  @Test
  void aLargeRowGroupIsCutBeforeItFillsTheMemory() throws IOException {
    List<Rollout> rows = new ArrayList<>();
    Random random = new Random(17);
    byte[] noise = new byte[4_500_000];
    for (int i = 0; i < 20; i++) {
      random.nextBytes(noise);
      String text = Base64.getEncoder().encodeToString(noise);
      Completion completion =
          new Completion(0, List.of(), List.of(), text, FinishReason.length, null);
      rows.add(new Rollout(1, "p", 0, "", null, Map.of(), List.of(), List.of(completion)));
    }
    write(0, rows, Map.of());
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file(0)))) {
      assertThat(reader.getRowGroups()).hasSizeGreaterThan(1);
      assertThat(reader.getRowGroups()).allMatch(group -> group.getTotalByteSize() < 100L << 20);
    }
  }

  @Test
  void aTruncatedFileIsFoundOut() throws IOException {
    write(0, SampleRows.rollouts(0, 20), Map.of());
    byte[] whole = Files.readAllBytes(file(0));
    for (int length : new int[] {0, 3, 100, whole.length / 2, whole.length - 9, whole.length - 1}) {
      Files.write(file(0), Arrays.copyOf(whole, length));
      assertDamaged(length + " of " + whole.length + " bytes");
    }
  }

  @Test
  void aFlippedBitInTheRowsIsFoundOut() throws IOException {
    write(0, SampleRows.rollouts(0, 20), Map.of());
    byte[] whole = Files.readAllBytes(file(0));
    int rows;
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file(0)))) {
      rows =
          Integer.parseInt(reader.getFileMetaData().getKeyValueMetaData().get("vireo.rows-size"));
    }
    assertThat(rows).isBetween(whole.length / 4, whole.length);
    for (int at = 0; at < rows; at += rows / 97) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 4;
      Files.write(file(0), flipped);
      assertThat(rollouts.summary(0, FINGERPRINT)).as("bit at %d", at).isEmpty();
    }
  }

  /**
   * Footers and headers have no checksum: a wrong byte there must be told as damage all the same.
   */
  @Test
  void aFlippedBitAnywhereIsNoOtherFailure() throws IOException {
    List<Rollout> rows = SampleRows.rollouts(0, 3);
    write(0, rows, Map.of());
    byte[] whole = Files.readAllBytes(file(0));
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x40;
      Files.write(file(0), flipped);
      try {
        assertThat(read(0)).as("byte %d of %d", at, whole.length).isEqualTo(rows);
      } catch (InputException e) {
        assertThat(e).as("byte %d of %d", at, whole.length).hasMessageContaining("delete it");
      }
    }
  }

  private void assertDamaged(String what) {
    assertThat(rollouts.summary(0, FINGERPRINT)).as(what).isEmpty();
    assertThatThrownBy(() -> read(0))
        .as(what)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Cannot read rollouts: file:" + file(0) + " is damaged")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> read(3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no file")
        .hasMessageContaining("part-00003.parquet");
    assertThat(rollouts.summary(3, FINGERPRINT)).isEmpty();
  }

  @Test
  void aFileMadeFromSomethingElseIsNotTaken() throws IOException {
    write(0, SampleRows.rollouts(0, 2), Map.of());
    assertThat(rollouts.summary(0, FINGERPRINT.seed(18))).isEmpty();
    Files.copy(file(0), file(1));
    assertThat(rollouts.summary(1, FINGERPRINT)).isEmpty();
  }

  @Test
  void aFileOfAnotherDatasetIsNotRead() {
    Partition<Metric> metrics = run.partition(Datasets.METRICS, 1);
    Metric row = new Metric(1, 2, "loss", 0.5);
    metrics.write(0, FINGERPRINT, ChunkResult.of(List.of(row)), true);
    assertThatThrownBy(() -> read(Datasets.ROLLOUTS, metrics.path(0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("metrics/iteration=1/part-00000.parquet has no column prompt_id");
  }
}
