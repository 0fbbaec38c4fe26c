package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.testing.TestSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: all formats are read in one Spark session, into the same rows.
/** Data as pandas, Spark, Hugging Face's datasets, TRL and verl leave it. */
class TeamDataIT {
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
  void whatSparkWritesAsCsvIsReadAsItWas() throws IOException {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    rows.add(RowFactory.create("r1", "Let $x, y \\in \\mathbb{R}$"));
    rows.add(RowFactory.create("r2", "he said \"hi\", ok"));
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder("t");
      for (int length = random.nextInt(8); length > 0; length--) {
        text.append("ab\\\\\",\n".charAt(random.nextInt(7)));
      }
      rows.add(RowFactory.create("n" + i, text.append('.').toString()));
    }
    String csv = path("spark.csv");
    spark
        .createDataFrame(rows, StructType.fromDDL("id string, text string"))
        .coalesce(1)
        .write()
        .option("header", true)
        .csv(csv);
    assertThat(values(new SourceSettings(csv, SourceFormat.AUTO, "\\"), "text"))
        .isEqualTo(rows.stream().map(row -> row.getString(1)).toList());
    assertThat(read(csv, "text").get(0).where()).matches(".*/part-00000-.*\\.csv line 2");
    assertThat(read(csv, "text").get(0).problem()).contains("csv-escape to '\\'");
  }

  @Test
  void parquetBelowSubfoldersIsReadAsListed() {
    parquet("in/b.parquet", "optional binary text (STRING);", row -> row.add("text", "last"));
    parquet("in/a/x.parquet", "optional binary text (STRING);", row -> row.add("text", "first"));
    assertThat(values(path("in"), "text")).containsExactly("first", "last");
  }

  @Test
  void columnsOfUnusualTypesAreNotInTheWay() {
    parquet(
        "odd.parquet",
        "optional binary text (STRING); optional binary Text (STRING);optional binary _metadata"
            + " (STRING); optional fixed_len_byte_array(2) half (FLOAT16);optional int64 clock"
            + " (TIME(NANOS,true)); optional int64 when (TIMESTAMP(NANOS,false));optional int96"
            + " old; optional int32 small (INTEGER(8,false)); optional double d;optional group tags"
            + " (MAP) { repeated group kv { required binary key (STRING); optional binary value"
            + " (STRING); } }",
        row -> {
          row.add("text", "a");
          row.add("Text", "b");
          row.add("_metadata", "m");
          row.add("half", Binary.fromConstantByteArray(new byte[] {0, 0x3e}));
          row.add("clock", 3_600_000_000_001L);
          row.add("when", 1_704_110_400_000_000_000L);
          row.add("small", 7);
          row.add("d", 72.0);
          row.addGroup("tags").addGroup("kv").append("key", "k").append("value", "v");
        });
    String file = path("odd.parquet");
    assertThat(values(file, "text", "Text", "_metadata")).containsExactly("a|b|m");
    assertThat(values(file, "half", "clock", "when"))
        .containsExactly("1.5|01:00:00.000000001|2024-01-01 12:00:00");
    assertThat(values(file, "old", "small", "d", "tags.k")).containsExactly("null|7|72|v");
  }

  @Test
  void filesMayDifferInTypesAndHaveNamesLikePatterns() throws IOException {
    parquet("m/a.parquet", "optional int64 text;", row -> row.add("text", 7L));
    parquet("m/b.parquet", "optional binary text (STRING);", row -> row.add("text", "8"));
    assertThat(values(path("m"), "text")).containsExactly("7", "8");
    parquet("br/br[1].parquet", "optional binary text (STRING);", row -> row.add("text", "asked"));
    parquet("br/br1.parquet", "optional binary text (STRING);", row -> row.add("text", "other"));
    assertThat(values(path("br/br[1].parquet"), "text")).containsExactly("asked");
    write("colon/2024-01-01T12:00:00.jsonl", "{\"text\":\"x\"}");
    assertThat(values(path("colon/2024-01-01T12:00:00.jsonl"), "text")).containsExactly("x");
    assertThat(values(path("colon"), "text")).containsExactly("x");
    parquet("12:00.parquet", "optional binary text (STRING);", row -> row.add("text", "y"));
    assertThat(values(path("12:00.parquet"), "text")).containsExactly("y");
  }

  @Test
  void namesOfFoldersAreColumnsAsTheyAreWritten() throws IOException {
    parquet("p/level=02/x=a%3Ab/f.parquet", "optional int32 n;", row -> row.add("n", 1));
    assertThat(values(path("p"), "n", "level", "x")).containsExactly("1|02|a:b");
    write("j/level=02/f.jsonl", "{\"n\":1}");
    assertThat(values(path("j"), "n", "level")).containsExactly("1|02");
    String hash = hash(path("j"), "n", "level");
    Files.move(folder.resolve("j/level=02"), folder.resolve("j/level=03"));
    assertThat(hash(path("j"), "n", "level")).isNotEqualTo(hash);
  }

  @Test
  void zstandardIsReadOfOneFrameAndOfSeveral() throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve("c.jsonl.zst"))) {
      for (String line : List.of("{\"text\":\"a\"}\n", "{\"text\":\"b\"}\n")) {
        ZstdOutputStream frame = new ZstdOutputStream(file);
        frame.setCloseFrameOnFlush(true);
        frame.write(line.getBytes(StandardCharsets.UTF_8));
        frame.flush();
      }
    }
    assertThat(values(path("c.jsonl.zst"), "text")).containsExactly("a", "b");
    Files.write(folder.resolve("no.jsonl.zst"), new byte[] {1, 2, 3, 4, 5});
    assertMistake(path("no.jsonl.zst"), "no.jsonl.zst (");
  }

  @Test
  void whatCannotBeReadIsNamedByItsFile() throws IOException {
    parquet("t/a.parquet", "optional binary text (STRING);", row -> row.add("text", "a"));
    write("t/b.parquet", "not Parquet, but long enough to look at its end");
    assertThat(read(path("t"), "text").get(1))
        .extracting(SourceRow::where, SourceRow::problem)
        .satisfies(
            said -> {
              assertThat(said.get(0)).asString().endsWith("/t/b.parquet");
              assertThat(said.get(1)).asString().startsWith("cannot be read as Parquet (");
            });
    parquet("bytes.parquet", "optional binary text;", row -> row.add("text", bytes(0xff)));
    assertThat(read(path("bytes.parquet"), "text").get(0).problem()).contains("not UTF-8");
    Files.write(folder.resolve("latin.csv"), new byte[] {'t', '\n', 'a', '\n', (byte) 0xe9, '\n'});
    assertThat(values(path("latin.csv"), "t"))
        .containsExactly(path("latin.csv") + " line 3 " + TextRows.NOT_UTF8);
    Files.write(folder.resolve("head.csv"), new byte[] {'t', (byte) 0xe9, '\n'});
    assertMistake(path("head.csv"), "head.csv line 1 is not UTF-8; save the file as UTF-8");
    write("pretty.json", "{", " \"prompt\": \"a\"", "}");
    assertMistake(path("pretty.json"), "pretty.json line 1 is not JSON: the line ends inside");
    write(
        "lfs.parquet",
        "version https://git-lfs.github.com/spec/v1",
        "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393",
        "size 12345");
    assertMistake(path("lfs.parquet"), "lfs.parquet: it is a Git LFS pointer");
  }

  @Test
  void jsonAsPythonWritesIt() throws IOException {
    write(
        "py.jsonl",
        "{\"text\": -0.0, \"n\": {\"x\": -0.0, \"y\": NaN}}",
        "{\"text\": NaN, \"n\": null}",
        "{\"text\": 72.0, \"n\": [72.0, 1e300000000]}",
        "{\"text\": 1e300000000, \"n\": Infinity}",
        "{\"text\": \"cut \\ud83d\", \"n\": \"\\ud83d\\ude00\"}");
    assertThat(values(path("py.jsonl"), "text", "n"))
        .containsExactly(
            "-0.0|{\"x\":-0.0,\"y\":null}",
            "null|null",
            "72|[72.0,1e300000000]",
            "1e300000000|Infinity",
            "cut \ufffd|\ud83d\ude00");
  }

  @Test
  void fieldsWithinColumnsAreReadAlikeOfEveryFormat() throws IOException {
    String json =
        "{\"id\":\"1\",\"reward_model\":{\"ground_truth\":\"4\",\"style\":\"rule\"},"
            + "\"extra_info\":{\"index\":7,\"scores\":[0.5,1.0]},"
            + "\"prompt\":[{\"content\":\"2+2\",\"role\":\"user\"}]}";
    write("v.jsonl", json);
    spark
        .read()
        .json(spark.createDataset(List.of(json), Encoders.STRING()))
        .write()
        .parquet(path("v.parquet"));
    spark.read().parquet(path("v.parquet")).createOrReplaceTempView("v");
    String[] columns = {
      "id",
      "reward_model.ground_truth",
      "extra_info.index",
      "extra_info.scores.1",
      "prompt.0.content",
      "prompt"
    };
    String expected = "1|4|7|1|2+2|[{\"content\":\"2+2\",\"role\":\"user\"}]";
    assertThat(values(path("v.jsonl"), columns)).containsExactly(expected);
    assertThat(values(path("v.parquet"), columns)).containsExactly(expected);
    assertThat(values(new SourceSettings("v", SourceFormat.TABLE, null), columns))
        .containsExactly(expected);
    assertThatThrownBy(() -> read(path("v.parquet"), "reward_model.truth"))
        .hasMessageEndingWith(
            "has no 'reward_model.truth': column 'reward_model' has the fields [ground_truth,"
                + " style]");
  }

  @Test
  void aSavedDatasetIsReadAsDatasetsReadsIt() throws IOException {
    String saved = resource("saved-dataset");
    String[] columns = {
      "prompt",
      "reward_model.ground_truth",
      "extra_info.index",
      "extra_info.scores.0",
      "extra_info",
      "data_source",
      "level",
      "when",
      "day",
      "half",
      "right"
    };
    List<String> expected = values(resource("saved-dataset.jsonl"), columns);
    assertThat(expected).hasSize(5);
    assertThat(
            values(saved, columns).stream()
                .map(row -> row.replace("\"scores\":[0,", "\"scores\":[0.0,"))
                .toList())
        .isEqualTo(expected);
    assertThat(read(saved, "level").get(4).where()).endsWith("data-00001-of-00002.arrow row 2");
    write("splits/dataset_dict.json", "{\"splits\": [\"train\", \"test\"]}");
    assertMistake(
        path("splits"), "name one of them: " + path("splits/train") + ", " + path("splits/test"));
    assertThat(values(saved + "/data-00001-of-00002.arrow", "level")).containsExactly("1", "1");
    write("cut.arrow", "no Arrow");
    assertMistake(path("cut.arrow"), "cut.arrow cannot be read as Arrow (");
  }

  @Test
  void timesAreThoseOfUtcWhereverTheMachineStands() {
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      parquet(
          "when.parquet",
          "optional int64 when (TIMESTAMP(MICROS,true)); optional int32 day (DATE);",
          row -> row.append("when", 1_704_110_400_500_000L).append("day", 19_723));
      assertThat(values(path("when.parquet"), "when", "day"))
          .containsExactly("2024-01-01 12:00:00.5|2024-01-01");
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void aFolderIsWhatItsFilesAre() {
    spark.range(3).write().parquet(path("plain"));
    assertThat(values(path("plain"), "id")).hasSize(3);
  }

  private static Binary bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Binary.fromConstantByteArray(bytes);
  }

  private void parquet(String file, String fields, Consumer<Group> row) {
    MessageType type = MessageTypeParser.parseMessageType("message m { " + fields + " }");
    // Through a path without a checksum file beside it, as others write.
    Configuration raw = new Configuration(false);
    raw.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    raw.setBoolean("fs.file.impl.disable.cache", true);
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path("file", null, path(file));
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(place).withConf(raw).withType(type).build()) {
      Group group = new SimpleGroupFactory(type).newGroup();
      row.accept(group);
      writer.write(group);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<SourceRow> read(String path, String... columns) {
    return read(new SourceSettings(path, SourceFormat.AUTO, null), columns);
  }

  private static List<SourceRow> read(SourceSettings settings, String... columns) {
    ColumnPlan plan = ColumnPlan.none().need(List.of(columns));
    return SourceRows.open(spark, "prompts", settings).rows(plan, columns[0]).collect();
  }

  private static List<String> values(String path, String... columns) {
    return values(new SourceSettings(path, SourceFormat.AUTO, null), columns);
  }

  private static List<String> values(SourceSettings settings, String... columns) {
    return read(settings, columns).stream()
        .map(
            row ->
                row.problem() == null
                    ? String.join("|", Arrays.stream(row.values()).map(String::valueOf).toList())
                    : row.where() + " " + row.problem())
        .toList();
  }

  private static String hash(String path, String... columns) {
    return SourceRows.open(spark, "prompts", new SourceSettings(path, SourceFormat.AUTO, null))
        .contentHash(ColumnPlan.none().need(List.of(columns)));
  }

  private static void assertMistake(String path, String message) {
    assertThatThrownBy(() -> read(path, "text"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  private static String resource(String name) {
    return Path.of(TeamDataIT.class.getResource(name).getPath()).toString();
  }

  private void write(String file, String... lines) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.write(folder.resolve(file), List.of(lines));
  }
}
