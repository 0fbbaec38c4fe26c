package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Preference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IntakeIT {
  private static final int ROWS = 3000;
  private static final int LONG = 9;

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** What becomes of rows is the same as if one thread had gone over them, one by one. */
  @Test
  void rowsThatStayAreThoseOfASingleWalk() {
    for (int partitions : new int[] {1, 3, 40}) {
      List<String[]> rows = random(partitions);
      IntakeRules rules = rules(DuplicatePolicy.KEEP_FIRST, 0.2);
      List<String> train = new ArrayList<>();
      List<String> eval = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      int repeated = 0;
      int tooLong = 0;
      for (int i = 0; i < ROWS; i++) {
        boolean again = rows.get(i)[0] != null && !seen.add(rows.get(i)[0]);
        boolean exceeds = rows.get(i)[1].length() > LONG;
        repeated += again ? 1 : 0;
        tooLong += exceeds ? 1 : 0;
        if (!again && !exceeds) {
          String id = rows.get(i)[0] == null ? "%09d".formatted(i) : rows.get(i)[0];
          (HashSplit.isHeldOut(id, 0.2) ? eval : train).add(id + "=" + rows.get(i)[1]);
        }
      }
      try (Intake<Preference> intake = intake(rows, partitions, rules)) {
        assertThat(intake.duplicates()).isEqualTo(repeated);
        assertThat(intake.tooLong()).isEqualTo(tooLong);
        assertThat(chunks(intake, false)).isEqualTo(cut(train));
        assertThat(chunks(intake, true)).isEqualTo(cut(eval));
        assertThat(intake.chunkSizes(true))
            .containsExactly(cut(eval).stream().mapToLong(List::size).toArray());
      }
    }
  }

  @Test
  void onePartitionIsDealtOutToAllTasks() {
    List<String[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(new String[] {null, "x"});
    }
    JavaRDD<SourceRow> source = source(rows, 1);
    DraftMaker.Opener<Preference> tells =
        () -> {
          String task = Integer.toString(TaskContext.getPartitionId());
          return row -> draft(row, task);
        };
    IntakeRules rules = rules(DuplicatePolicy.ERROR, 0);
    try (Intake<Preference> intake = Intake.of(source, Datasets.PREFERENCES, tells, rules)) {
      assertThat(new HashSet<>(intake.chunks(false).map(Preference::getChosen).collect()))
          .hasSizeGreaterThan(2);
    }
  }

  @Test
  void repeatedIdsAreNamedByTheirFirstPlaces() {
    List<String[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(new String[] {"id" + i % 2997, "x"});
    }
    rows.get(17)[0] = "id0";
    assertThatThrownBy(() -> intake(rows, 2, rules(DuplicatePolicy.ERROR, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("3 ids occur more than once")
        .hasMessageContaining("'id0' (row 0, row 17 and 1 more)")
        .hasMessageContaining("'id1' (row 1, row 2998), 'id2' (row 2, row 2999)");
  }

  private static List<String[]> random(long seed) {
    Random random = new Random(seed);
    List<String[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String id = random.nextInt(4) == 0 ? null : "id" + random.nextInt(2 * ROWS);
      rows.add(new String[] {id, "y".repeat(1 + random.nextInt(LONG + 1))});
    }
    return rows;
  }

  private static IntakeRules rules(DuplicatePolicy duplicates, double evalFraction) {
    TokenLimit limit = TokenLimit.setting("rows", "max-tokens", LONG);
    return new IntakeRules(
        "rows", "pair_id", evalFraction, duplicates, limit, LengthPolicy.DROP, 70);
  }

  private static Intake<Preference> intake(List<String[]> rows, int partitions, IntakeRules rules) {
    return Intake.of(
        source(rows, partitions), Datasets.PREFERENCES, () -> row -> draft(row, "chosen"), rules);
  }

  private static JavaRDD<SourceRow> source(List<String[]> rows, int partitions) {
    List<SourceRow> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      all.add(SourceRow.good("row " + i, 0, rows.get(i)));
    }
    return TestSpark.context(spark).parallelize(all, partitions);
  }

  private static Draft<Preference> draft(SourceRow row, String chosen) {
    Preference made =
        Preference.newBuilder()
            .setPairId("")
            .setPrompt(row.values()[1])
            .setChosen(chosen)
            .setRejected("")
            .build();
    return Draft.of(row, made, row.values()[0], row.values()[1].length(), null);
  }

  private static List<List<String>> chunks(Intake<Preference> intake, boolean eval) {
    return intake.chunks(eval).map(row -> row.getPairId() + "=" + row.getPrompt()).glom().collect();
  }

  private static List<List<String>> cut(List<String> rows) {
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += 70) {
      chunks.add(rows.subList(from, Math.min(from + 70, rows.size())));
    }
    return chunks;
  }
}
