package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.testing.TestSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRowsIT {
  private static final ColumnPlan PLAN = ColumnPlan.none().need("id").allow("text");

  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void readsJsonLines() throws IOException {
    write(
        "a.jsonl",
        "\uFEFF{\"id\": 1, \"text\": \"é\\n\", \"x\": 0}",
        "",
        "  ",
        "{\"id\": 2.50, \"text\": {\"b\": [1, null]}}",
        "{\"id\": true}",
        "{\"id\": null, \"text\": null}");
    assertThat(read("a.jsonl"))
        .containsExactly(
            "a.jsonl line 1: 1|é\n",
            "a.jsonl line 4: 2.50|{\"b\":[1,null]}",
            "a.jsonl line 5: true|null",
            "a.jsonl line 6: null|null");
  }

  @Test
  void readsCsvTsvAndCompressedFiles() throws IOException {
    write("a.csv", "text,id", "\"x\ny\",1", ",2", "\"\",3");
    assertThat(read("a.csv"))
        .containsExactly("a.csv line 2: 1|x\ny", "a.csv line 4: 2|null", "a.csv line 5: 3|");
    write("a.tsv", "id\ttext", "1\ta,b");
    assertThat(read("a.tsv")).containsExactly("a.tsv line 2: 1|a,b");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.jsonl.gz")))) {
      out.write("{\"id\":1,\"text\":\"a\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read("a.jsonl.gz")).containsExactly("a.jsonl.gz line 1: 1|a");
  }

  @Test
  void readsFilesByName() throws IOException {
    write("in/b.jsonl", "{\"id\":3,\"text\":\"" + "long ".repeat(100) + "\"}");
    write("in/a.jsonl", "{\"id\":1,\"text\":\"\"}", "{\"id\":2,\"text\":\"\"}");
    write("in/_SUCCESS");
    assertThat(open(folder.resolve("in") + "/*.jsonl", SourceFormat.AUTO))
        .extracting(row -> row.values()[0])
        .containsExactly("1", "2", "3");
    assertThat(open(folder.resolve("in").toString(), SourceFormat.JSON)).hasSize(3);
  }

  @Test
  void readsParquetInOrder() {
    for (int file = 0; file < 3; file++) {
      // The later a file, the smaller: Spark would begin with the largest, too.
      spark
          .range(1000L * file, 1000L * file + 300 - 100 * file)
          .selectExpr("id", "array(id, null) as text")
          .coalesce(1)
          .write()
          .parquet(folder.resolve("in/" + (3 - file) + ".parquet").toString());
    }
    List<SourceRow> rows = open(folder.resolve("in").toString() + "/*.parquet", SourceFormat.AUTO);
    assertThat(rows).hasSize(600);
    assertThat(rows.get(0).values()).containsExactly("2000", "[2000,null]");
    assertThat(rows.get(100).values()[0]).isEqualTo("1000");
    assertThat(rows.get(599).values()[0]).isEqualTo("299");
    assertThat(rows.get(599).where()).matches(".*/3\\.parquet/part-.*\\.parquet row 300");
  }

  @Test
  void readsATableInOrderOfItsIds() {
    spark
        .range(0, 50, 1, 5)
        .selectExpr("50 - id as id", "'t' as text")
        .createOrReplaceTempView("t");
    SourceRows source = SourceRows.open(spark, "prompts", settings("t", SourceFormat.TABLE));
    List<SourceRow> rows = source.rows(PLAN, "id").collect();
    assertThat(rows).extracting(row -> row.values()[0]).isSorted().hasSize(50);
    assertThat(rows.get(1).where()).isEqualTo("table t, id 10");
    assertThat(source.contentHash(PLAN)).isEqualTo(source.contentHash(PLAN));
    assertThatThrownBy(() -> source.rows(PLAN, null))
        .isInstanceOf(InputException.class)
        .hasMessage("Table 't' has no fixed order: set the id column to sort it by");
  }

  @Test
  void theHashFollowsTheContentOnly() throws IOException {
    write("a.jsonl", "{\"id\":1,\"text\":\"\"}");
    write("b.jsonl", "{\"id\":1,\"text\":\"\"}");
    write("c.jsonl", "{\"id\":2,\"text\":\"\"}");
    assertThat(hash("a.jsonl")).isEqualTo(hash("b.jsonl")).isNotEqualTo(hash("c.jsonl"));
  }

  @Test
  void problemsAreRowsWithTheirPlace() throws IOException {
    write("a.csv", "id,text", "1,2", "1,2,3", "1,2");
    assertThat(read("a.csv"))
        .containsExactly(
            "a.csv line 2: 1|2", "a.csv line 3 has 3 values, but the header names 2 columns");
  }

  @Test
  void whatCannotBeOpenedIsNamed() throws IOException {
    assertMistake("none.jsonl", "there is no " + folder.resolve("none.jsonl"));
    assertMistake("a.txt", "does not identify its format; set the format");
    write("empty.jsonl");
    assertMistake("empty.jsonl", "empty.jsonl is empty");
    write("blank.jsonl", "", " ");
    assertMistake("blank.jsonl", "blank.jsonl holds no rows");
    write("blank.json", "", " ");
    assertMistake("blank.json", "blank.json holds no rows");
    write("header.csv", "id,text", "");
    assertMistake("header.csv", "header.csv holds no rows");
    write("array.jsonl", "[{\"id\":1}]");
    assertMistake(
        "array.jsonl", "array.jsonl line 1 holds a JSON array; write one object per line");
    write("broken.jsonl", "{\"id\":1}", "{\"id\":");
    assertMistake("broken.jsonl", "broken.jsonl line 2 is not JSON: ");
    write("other.jsonl", "{\"key\":1,\"text\":\"\"}");
    assertMistake("other.jsonl", "other.jsonl has no column 'id'; it has [key, text]");
    write("unclosed.csv", "id,text", "1,\"a");
    assertThat(read("unclosed.csv")).singleElement().asString().contains("line 2 is not CSV");
    write("parts/a.csv", "id,text");
    write("parts/b.csv", "id,text", "1,2");
    assertThat(open(folder.resolve("parts").toString(), SourceFormat.CSV)).hasSize(1);
    write("other.csv", "key,text", "1,");
    assertMistake("other.csv", "other.csv has no column 'id'; it has [key, text]");
    write("no.parquet", "no");
    assertMistake(
        "no.parquet", "no.parquet cannot be read as Parquet (no.parquet is not a Parquet file");
    write("a.jsonl.xz", "x");
    assertMistake("a.jsonl.xz", "a .xz file cannot be unpacked here; unpack it");
    assertThatThrownBy(() -> open("nowhere", SourceFormat.TABLE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no table 'nowhere'");
    assertThatThrownBy(() -> open(" ", SourceFormat.AUTO))
        .hasMessage("No prompts are given: set their path");
  }

  private void assertMistake(String file, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private List<String> read(String file) {
    return open(folder.resolve(file).toString(), SourceFormat.AUTO).stream()
        .map(
            row ->
                row.where().substring(folder.toString().length() + 1)
                    + (row.problem() == null
                        ? ": "
                            + String.join(
                                "|", Arrays.stream(row.values()).map(String::valueOf).toList())
                        : " " + row.problem()))
        .toList();
  }

  private static List<SourceRow> open(String path, SourceFormat format) {
    return SourceRows.open(spark, "prompts", settings(path, format)).rows(PLAN, null).collect();
  }

  private static SourceSettings settings(String path, SourceFormat format) {
    return new SourceSettings(path, format, null);
  }

  private String hash(String file) {
    return SourceRows.open(
            spark, "prompts", settings(folder.resolve(file).toString(), SourceFormat.AUTO))
        .contentHash(PLAN);
  }

  private void write(String file, String... lines) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.write(folder.resolve(file), List.of(lines));
  }
}
