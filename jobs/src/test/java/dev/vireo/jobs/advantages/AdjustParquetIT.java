package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: all cases share one Spark session and one set of files.
final class AdjustParquetIT {

  private static final AdjustmentSettings SETTINGS =
      new AdjustmentSettings(new RangePolicy.Group(), WeightPolicy.UNIFORM, Ties.MERGE, 0, 1);

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
  void everyRowComesBackInItsPlaceWithWhatTheMathematicsSays() {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int size = 1 + random.nextInt(12);
      Double[] rewards = new Double[size];
      Double[] weights = new Double[size];
      for (int j = 0; j < size; j++) {
        rewards[j] = random.nextInt(5) / 4.0;
        weights[j] = 0.1 + random.nextDouble();
      }
      rows.add(
          RowFactory.create(
              "prompt-" + i,
              rewards,
              i % 3 == 0 ? null : weights,
              i % 5 == 0 ? null : -1.0,
              i % 7 == 0 ? null : 2.0,
              i % 2 == 0 ? null : "split",
              new Integer[] {i, i + 1}));
    }
    String in =
        write(
            rows,
            "prompt_id string, rewards array<double>, weights array<double>, lower double,"
                + " upper double, ties string, tokens array<int>");

    AdjustParquet.Result result = AdjustParquet.run(spark, in, path("out"), SETTINGS);

    assertThat(result).isEqualTo(new AdjustParquet.Result(500, 0, List.of(), List.of()));
    Dataset<Row> out = spark.read().parquet(path("out"));
    assertThat(out.schema().simpleString())
        .isEqualTo(
            "struct<prompt_id:string,rewards:array<double>,weights:array<double>,lower:double,"
                + "upper:double,ties:string,tokens:array<int>,adjusted:array<double>,mean:double,"
                + "variance_before:double,variance_after:double>");
    List<Row> written = out.collectAsList();
    assertThat(written).hasSize(rows.size());
    GroupAdjuster adjuster = new GroupAdjuster(SETTINGS);
    for (int i = 0; i < rows.size(); i++) {
      Row row = written.get(i);
      assertThat(row.getString(0)).isEqualTo("prompt-" + i);
      assertThat(row.<Integer>getList(6)).containsExactly(i, i + 1);
      AdjustedGroup expected =
          adjuster.adjust(
              doubles(row, 1),
              row.isNullAt(2) ? Optional.empty() : Optional.of(doubles(row, 2)),
              row.isNullAt(3) ? OptionalDouble.empty() : OptionalDouble.of(row.getDouble(3)),
              row.isNullAt(4) ? OptionalDouble.empty() : OptionalDouble.of(row.getDouble(4)),
              row.isNullAt(5) ? Optional.empty() : Optional.of(Ties.SPLIT));
      assertThat(doubles(row, 7)).containsExactly(expected.adjusted());
      assertThat(row.getDouble(8)).isEqualTo(expected.mean());
      assertThat(row.getDouble(9)).isEqualTo(expected.varianceBefore());
      assertThat(row.getDouble(10)).isEqualTo(expected.varianceAfter());
    }
  }

  @Test
  void noDataMovesBetweenTasks() throws java.util.concurrent.TimeoutException {
    String in =
        write(
            List.of(RowFactory.create((Object) new Double[] {0.0, 1.0})), "rewards array<double>");
    StagesSeen stages = new StagesSeen();
    spark.sparkContext().addSparkListener(stages);
    AdjustParquet.run(spark, in, path("out"), SETTINGS);
    spark.sparkContext().listenerBus().waitUntilEmpty();
    assertThat(stages.shuffledBytes()).isZero();
    assertThat(stages.count()).isPositive();
  }

  @Test
  void numbersOfOtherTypesAreReadAndEarlierResultsReplaced() {
    String in =
        write(
            List.of(
                RowFactory.create(
                    new Float[] {0f, 0.25f, 1f}, new Integer[] {1, 1, 1}, 0L, 2, "old", 7.0)),
            "rewards array<float>, weights array<int>, lower long, upper int, mean string,"
                + " variance_after double");

    AdjustParquet.Result result = AdjustParquet.run(spark, in, path("out"), SETTINGS);

    assertThat(result.replaced()).containsExactly("mean", "variance_after");
    Row row = spark.read().parquet(path("out")).first();
    assertThat(doubles(row, row.fieldIndex("adjusted"))).containsExactly(0, 0, 1.25);
    assertThat(row.schema().fieldNames())
        .containsExactly(
            "rewards",
            "weights",
            "lower",
            "upper",
            "adjusted",
            "mean",
            "variance_before",
            "variance_after");
  }

  @Test
  void columnsThatNobodyAskedForAreCarriedOver() throws IOException {
    spark.conf().set("spark.sql.caseSensitive", "true");
    String plain =
        write(
            List.of(
                RowFactory.create(new Double[] {0.0, 1.0}, "a", null),
                RowFactory.create(null, "b", "c")),
            "rewards array<double>, Rewards string, _metadata string");
    Path nested = Files.createDirectories(folder.resolve("[1]/level=02"));
    try (Stream<Path> files = Files.list(Path.of(plain))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        Files.copy(file, nested.resolve("part[0].parquet"));
      }
    }
    AdjustParquet.Result result = AdjustParquet.run(spark, path("[1]"), path("out"), SETTINGS);
    assertThat(result.reasons()).containsExactly("part[0].parquet row 2: rewards is null");
    try {
      List<Row> rows = spark.read().parquet(path("out")).collectAsList();
      assertThat(rows.get(0).schema().fieldNames())
          .startsWith("rewards", "Rewards", "_metadata", "level");
      assertThat(rows)
          .extracting(row -> row.getString(1) + row.getString(2) + row.getString(3))
          .containsExactly("anull02", "bc02");
    } finally {
      spark.conf().unset("spark.sql.caseSensitive");
    }
  }

  @Test
  void aColumnThatDiffersFromAResultByCaseAloneIsRefused() {
    String in =
        write(
            List.of(RowFactory.create(new Double[] {0.0, 1.0}, 1)),
            "rewards array<double>, Adjusted int");
    assertRefused(
        in,
        "Cannot adjust "
            + in
            + ": its column 'Adjusted' differs from the result 'adjusted' only by case; rename it");
  }

  @Test
  void aFileOfAnotherTypeIsNamedAndNothingIsLeftBehind() throws IOException {
    String one =
        write(List.of(RowFactory.create(new Double[] {0.0}, 1L)), "rewards array<double>, n long");
    String other =
        write(
            List.of(RowFactory.create(new Double[] {0.0}, "x")), "rewards array<double>, n string");
    Path both = Files.createDirectories(folder.resolve("both"));
    Files.move(Path.of(one), both.resolve("a"));
    Files.move(Path.of(other), both.resolve("b"));
    assertThatThrownBy(() -> AdjustParquet.run(spark, both.toString(), path("out"), SETTINGS))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("Cannot read groups: .*/both/b/part-.*\\.parquet \\(.*\\[n].*\\)");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void badRowsKeepTheirPlaceAndAreExplained() {
    Double[] good = {0.0, 1.0};
    String in =
        write(
            List.of(
                RowFactory.create(good, null, null),
                RowFactory.create(null, null, null),
                RowFactory.create(new Double[] {0.0, null}, null, null),
                RowFactory.create(new Double[] {0.0, Double.NaN}, null, null),
                RowFactory.create(good, new Double[] {1.0}, null),
                RowFactory.create(good, null, "both"),
                RowFactory.create(good, null, "split")),
            "rewards array<double>, weights array<double>, ties string");

    AdjustParquet.Result result = AdjustParquet.run(spark, in, path("out"), SETTINGS);

    assertThat(result.rows()).isEqualTo(7);
    assertThat(result.bad()).isEqualTo(5);
    assertThat(result.reasons())
        .extracting(reason -> reason.replaceFirst("part-.*\\.parquet", "FILE"))
        .containsExactly(
            "FILE row 2: rewards is null",
            "FILE row 3: rewards[1] is null, not a finite number",
            "FILE row 4: rewards[1] is NaN, not a finite number",
            "FILE row 5: 1 weights for 2 rewards",
            "FILE row 6: ties is 'both', not merge or split");
    List<Row> written = spark.read().parquet(path("out")).collectAsList();
    assertThat(written)
        .extracting(row -> row.isNullAt(row.fieldIndex("adjusted")))
        .containsExactly(false, true, true, true, true, true, false);
    assertThat(written)
        .extracting(row -> row.isNullAt(row.fieldIndex("variance_after")))
        .containsExactly(false, true, true, true, true, true, false);
  }

  @Test
  void onlyTheFirstBadRowsAreExplained() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add(RowFactory.create((Object) new Double[0]));
    }
    AdjustParquet.Result result =
        AdjustParquet.run(spark, write(rows, "rewards array<double>"), path("out"), SETTINGS);
    assertThat(result.bad()).isEqualTo(50);
    assertThat(result.reasons()).hasSize(AdjustParquet.EXPLAINED);
    assertThat(result.reasons().get(19)).endsWith(" row 20: there are no rewards");
  }

  @Test
  void inputThatIsNotOneIsRefusedBeforeAnythingIsWritten() throws IOException {
    assertRefused(path("absent"), "Cannot read groups: there is no " + path("absent"));

    String wrong = write(List.of(RowFactory.create("1,2")), "rewards string");
    assertRefused(
        wrong, "Cannot adjust " + wrong + ": column 'rewards' is string; it must be array<double>");

    String none = write(List.of(RowFactory.create(1.0, 2.0)), "reward double, mean double");
    assertRefused(
        none,
        "Cannot adjust "
            + none
            + ": there is no column 'rewards' of type array<double>; found reward");

    Path text = Files.writeString(folder.resolve("text.parquet"), "not parquet, by any means");
    assertThatThrownBy(() -> AdjustParquet.run(spark, text.toString(), path("out"), SETTINGS))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot read groups: " + text + " cannot be read as Parquet (");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anOutputThatExistsIsLeftAlone() throws IOException {
    String in =
        write(List.of(RowFactory.create((Object) new Double[] {1.0})), "rewards array<double>");
    Files.createDirectory(folder.resolve("out"));
    Files.writeString(folder.resolve("out").resolve("mine"), "x");
    assertRefused(in, "Cannot write " + path("out") + ": it already exists; name a new folder");
    assertThat(folder.resolve("out")).isDirectoryContaining("glob:**mine");
  }

  private void assertRefused(String in, String message) {
    assertThatThrownBy(() -> AdjustParquet.run(spark, in, path("out"), SETTINGS))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  private String write(List<Row> rows, String schema) {
    String in = path("in-" + Integer.toHexString(schema.hashCode()));
    spark.createDataFrame(rows, StructType.fromDDL(schema)).coalesce(1).write().parquet(in);
    return in;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static double[] doubles(Row row, int column) {
    return Arrays.stream(row.<Double>getList(column).toArray(Number[]::new))
        .mapToDouble(Number::doubleValue)
        .toArray();
  }
}
