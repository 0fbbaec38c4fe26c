package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.SchemaDdl;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkReader;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.FlatViews;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The datasets as Spark SQL sees them. */
class TablesIT {
  private static final int GROUPS = 6;

  private static SparkSession session;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    session = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static <T extends SpecificRecordBase> void publish(
      RunDirectory run, DatasetType<T> type, int iteration, List<T> rows) {
    ChunkStage.<Integer, T>of(run.partition(type, iteration), Fingerprint.of("sample"))
        .runOnDriver(List.of(0), (index, chunk) -> ChunkResult.of(rows));
  }

  private static List<Rollout> rollouts(int iteration) {
    List<Rollout> rows = SampleRows.rollouts(0, GROUPS);
    rows.forEach(row -> row.setIteration(iteration));
    return rows;
  }

  private static List<Rewards> rewards(int iteration) {
    return IntStream.range(0, GROUPS)
        .mapToObj(
            group ->
                new Rewards(
                    iteration,
                    "p" + group,
                    IntStream.range(0, 4)
                        .mapToObj(
                            i ->
                                new CompletionReward(
                                    i, 0.5 * i, Map.of("f", 1.0), null, null, null))
                        .toList()))
        .toList();
  }

  private static List<Advantages> advantages(int iteration) {
    return IntStream.range(0, GROUPS)
        .mapToObj(
            group ->
                new Advantages(
                    iteration,
                    "p" + group,
                    IntStream.range(0, 4)
                        .mapToObj(
                            i -> new CompletionAdvantage(i, 1.0 * i, 0.25, i - 1.5, null, null))
                        .toList(),
                    0.75,
                    0.6,
                    0.3,
                    0.4,
                    0.0,
                    1.0,
                    0.25,
                    1.0,
                    0.0,
                    null))
        .toList();
  }

  private static void execute(String script) {
    for (String statement : script.split(";\n", -1)) {
      if (!statement.isBlank()) {
        session.sql(statement);
      }
    }
  }

  @Test
  void aPlainReadSeesOneTableWithListsAsLists() {
    RunDirectory run = RunDirectory.at(folder);
    publish(run, Datasets.ROLLOUTS, 1, rollouts(1));
    publish(run, Datasets.ROLLOUTS, 2, rollouts(2));
    Dataset<Row> rows = session.read().parquet(run.uri("rollouts"));
    assertThat(rows.count()).isEqualTo(2 * GROUPS);
    assertThat(rows.filter("iteration = 2").count()).isEqualTo(GROUPS);
    Row row =
        rows.filter("iteration = 2 and prompt_id = 'p3'")
            .selectExpr(
                "completions[1].token_ids[2]",
                "completions[1].logprobs[0]",
                "completions[1].finish_reason",
                "map_from_entries(attributes)['source']",
                "answer")
            .first();
    assertThat(row.getInt(0)).isEqualTo((3 * 31 + 7 + 2) % 256);
    assertThat(row.getFloat(1)).isEqualTo(-0.25f * (1 + (3 + 1) % 9));
    assertThat(row.getString(2)).isEqualTo("stop");
    assertThat(row.getString(3)).isEqualTo("s0");
    assertThat(row.getString(4)).isEqualTo("3");
  }

  @Test
  void derivedTypesAreThoseThatSparkReads() {
    RunDirectory run = RunDirectory.at(folder);
    publish(run, Datasets.ROLLOUTS, 1, rollouts(1));
    publish(run, Datasets.REWARDS, 1, rewards(1));
    publish(run, Datasets.ADVANTAGES, 1, advantages(1));
    for (DatasetType<?> type : List.of(Datasets.ROLLOUTS, Datasets.REWARDS, Datasets.ADVANTAGES)) {
      DataType read = session.read().parquet(run.partition(type, 1).uri()).schema();
      DataType derived = DataType.fromDDL(SchemaDdl.sqlType(type.fileSchema()));
      assertThat(read.simpleString()).isEqualTo(derived.simpleString());
    }
  }

  @Test
  void flatViewsHaveARowACompletion() {
    RunDirectory run = RunDirectory.at(folder.resolve("a `run`"));
    publish(run, Datasets.ROLLOUTS, 1, rollouts(1));
    publish(run, Datasets.ROLLOUTS, 2, rollouts(2));
    publish(run, Datasets.REWARDS, 1, rewards(1));
    execute(FlatViews.script(run));
    Dataset<Row> flat = session.table(FlatViews.COMPLETIONS);
    assertThat(flat.count()).isEqualTo(2 * GROUPS * 4);
    assertThat(flat.filter("reward is not null").count()).isEqualTo(GROUPS * 4);

    publish(run, Datasets.ADVANTAGES, 1, advantages(1));
    execute(FlatViews.script(run));
    Row row =
        session
            .table(FlatViews.COMPLETIONS)
            .filter("iteration = 1 and prompt_id = 'p2' and sample_index = 3")
            .select("text", "tokens", "reward", "advantage", "reward_values", "filtered")
            .first();
    assertThat(row.getString(0)).isEqualTo("é 2/3");
    assertThat(row.getInt(1)).isEqualTo(8);
    assertThat(row.getDouble(2)).isEqualTo(1.5);
    assertThat(row.getDouble(3)).isEqualTo(1.5);
    assertThat(row.getJavaMap(4)).isEqualTo(Map.of("f", 1.0));
    assertThat(row.isNullAt(5)).isTrue();
  }

  @Test
  void filesThatSparkWroteAreReadAndChecked() {
    RunDirectory run = RunDirectory.at(folder);
    String sql =
        "SELECT 1 iteration, 'p0' prompt_id, array(named_struct('sample_index', 0, 'reward', %s,"
            + " 'values', map('f', 0.5D))) completions";
    session.sql(String.format(sql, "0.5D")).coalesce(1).write().parquet(run.uri("good"));
    session.sql(String.format(sql, "cast(null as double)")).write().parquet(run.uri("null"));
    session.sql(String.format(sql, "'much'")).write().parquet(run.uri("text"));
    session
        .sql(
            "SELECT 1 iteration, 'p0' prompt_id, array(named_struct('sample_index', 0))"
                + " completions")
        .write()
        .parquet(run.uri("lacking"));
    assertThat(read(run, "good"))
        .hasToString(
            List.of(
                    new Rewards(
                        1,
                        "p0",
                        List.of(new CompletionReward(0, 0.5, Map.of("f", 0.5), null, null, null))))
                .toString());
    assertRefused(run, "null", "has 1 nulls in column completions.reward, which must have none");
    assertRefused(run, "text", "column completions.reward values of type string, not double");
    assertRefused(run, "lacking", "has no column completions.reward");
  }

  private static List<Rewards> read(RunDirectory run, String name) {
    String file =
        run.list(name).stream().filter(each -> each.endsWith(".parquet")).findFirst().orElseThrow();
    return ChunkReader.read(
        Datasets.REWARDS, run.storage(), name + "/" + file, run.uri(name + "/" + file));
  }

  private static void assertRefused(RunDirectory run, String name, String message) {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> read(run, name))
        .isInstanceOf(dev.vireo.algorithms.InputException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
