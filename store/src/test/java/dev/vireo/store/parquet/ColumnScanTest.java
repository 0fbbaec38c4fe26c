package dev.vireo.store.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnScanTest {

  private static final Fingerprint FINGERPRINT = Fingerprint.of("stage");

  @TempDir private Path folder;

  private <T extends SpecificRecordBase> DatasetHandle<T> published(
      Partition<T> partition, List<T> rows) {
    var summary = partition.write(0, FINGERPRINT, ChunkResult.of(rows), true).orElseThrow();
    partition.publish(partition.manifest(FINGERPRINT, List.of(summary), Map.of()));
    return partition.require();
  }

  private DatasetHandle<Rollout> rollouts(List<Rollout> rows) {
    return published(RunDirectory.at(folder).partition(Datasets.ROLLOUTS, 1), rows);
  }

  /** Writes down what a visitor sees: | for a row, . for an element. */
  private static String seen(
      DatasetHandle<?> dataset, String column, Function<ColumnValue, Object> as) {
    StringBuilder seen = new StringBuilder();
    dataset.scan(
        0,
        column,
        new ColumnVisitor() {
          @Override
          public void row() {
            seen.append('|');
          }

          @Override
          public void element() {
            seen.append('.');
          }

          @Override
          public void value(ColumnValue value) {
            seen.append(as.apply(value)).append(' ');
          }
        });
    return seen.toString();
  }

  private static Rollout rollout(String id, Completion... completions) {
    return new Rollout(1, id, 0, "?", null, Map.of(), List.of(), List.of(completions));
  }

  @Test
  void listsWithinListsRowsWithoutElementsAndNullsAreToldApart() {
    DatasetHandle<Rollout> rows =
        rollouts(
            List.of(
                rollout("a"),
                rollout(
                    "b",
                    new Completion(0, List.of(7, 8), List.of(), "x", FinishReason.stop, null),
                    new Completion(1, List.of(), List.of(), "", FinishReason.length, null)),
                rollout(
                    "c", new Completion(0, List.of(9), List.of(), "é", FinishReason.stop, null))));

    assertThat(seen(rows, "prompt_id", ColumnValue::text)).isEqualTo("|a |b |c ");
    assertThat(seen(rows, "answer", ColumnValue::text)).isEqualTo("|||");
    assertThat(seen(rows, "completions.text", ColumnValue::text)).isEqualTo("||.x . |.é ");
    assertThat(seen(rows, "completions.finish_reason", ColumnValue::text))
        .isEqualTo("||.stop .length |.stop ");
    assertThat(seen(rows, "completions.token_ids", value -> (int) value.number()))
        .isEqualTo("||.7 8 .|.9 ");
  }

  @Test
  void aListThatIsNotThereIsAnElementWithoutValues() {
    DatasetHandle<Logprobs> rows =
        published(
            RunDirectory.at(folder).partition(Datasets.LOGPROBS, 1),
            List.of(
                new Logprobs(
                    1,
                    "a",
                    List.of(
                        new CompletionLogprobs(0, null, List.of(-0.5f)),
                        new CompletionLogprobs(1, null, null)))));

    assertThat(seen(rows, "completions.reference_logprobs", ColumnValue::number))
        .isEqualTo("|.-0.5 .");
    assertThat(seen(rows, "completions.old_logprobs", ColumnValue::number)).isEqualTo("|..");
  }

  @Test
  void someRowsAreReadAsTheyWouldBeAmongAll() {
    // Long enough for several pages in each column.
    List<Rollout> all = new ArrayList<>();
    for (int row = 0; row < 400; row++) {
      String text = ("text " + row + " ").repeat(1500);
      all.add(
          rollout(
              "p" + row,
              new Completion(0, List.of(row), List.of(-1f), text, FinishReason.stop, null),
              new Completion(1, List.of(row, row), List.of(), "", FinishReason.length, null)));
    }
    DatasetHandle<Rollout> rows = rollouts(all);

    for (int[] wanted :
        List.of(
            new int[] {0, 7, 199, 200, 399},
            new int[] {0},
            new int[] {350},
            new int[] {398},
            new int[] {399},
            IntStream.range(1, 400).toArray(),
            IntStream.range(0, 400).toArray(),
            IntStream.range(0, 200).map(row -> 2 * row).toArray(),
            IntStream.range(0, 133).map(row -> 3 * row).toArray())) {
      assertThat(texts(rows, wanted))
          .as("texts")
          .isEqualTo(
              IntStream.of(wanted)
                  .boxed()
                  .flatMap(row -> all.get(row).getCompletions().stream().map(Completion::getText))
                  .toList());
      List<Rollout> read = rows.readRows(0, wanted);
      assertThat(read).hasSize(wanted.length);
      for (int i = 0; i < wanted.length; i++) {
        assertThat(read.get(i).equals(all.get(wanted[i]))).as("row " + wanted[i]).isTrue();
      }
    }
    assertThat(rows.readRows(0, new int[] {250}, "prompt_id", "completions.text").get(0))
        .satisfies(row -> assertThat(row.getPromptId()).isEqualTo("p250"))
        .satisfies(row -> assertThat(row.getPrompt()).isNull())
        .satisfies(
            row ->
                assertThat(row.getCompletions().get(0).getText())
                    .isEqualTo(all.get(250).getCompletions().get(0).getText()));
    assertThat(rows.readRows(0, new int[] {})).isEmpty();
    assertThat(rows.readRows(0, new int[] {400})).isEmpty();
    assertThatThrownBy(() -> rows.readRows(0, new int[] {2, 1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> texts(DatasetHandle<Rollout> dataset, int... wanted) {
    List<String> ids = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    dataset.scanRows(0, wanted, Map.of("prompt_id", into(ids), "completions.text", into(texts)));
    assertThat(ids).isEqualTo(IntStream.of(wanted).mapToObj(row -> "p" + row).toList());
    return texts;
  }

  private static ColumnVisitor into(List<String> list) {
    return new ColumnVisitor() {
      @Override
      public void value(ColumnValue value) {
        list.add(value.text());
      }
    };
  }

  @Test
  void aDamagedFileIsOneLine() throws IOException {
    DatasetHandle<Rollout> rows = rollouts(SampleRows.rollouts(0, 3));
    Path file = folder.resolve("rollouts/iteration=1/part-00000.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> seen(rows, "prompt_id", ColumnValue::text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("part-00000.parquet is damaged");
  }
}
