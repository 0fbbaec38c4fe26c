package dev.vireo.pipelines.tables;

import static dev.vireo.pipelines.tables.LocalCatalog.report;
import static dev.vireo.pipelines.tables.LocalCatalog.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a Hadoop catalog, as Spark SQL reads them. Each test has a namespace of its own. */
final class CatalogTablesIT {

  private static final int ROWS = SampleRun.GROUPS;

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    catalog = new LocalCatalog(folder.resolve("warehouse"));
    spark = catalog.spark();
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static List<String> names(DatasetType<?> type) {
    return type.schema().getFields().stream().map(field -> field.name()).toList();
  }

  @Test
  void tablesHaveTheRowsOfTheFilesAndNoFileChanges() throws IOException {
    Path place = folder.resolve("some run");
    RunDirectory run = SampleRun.prepared(place, 1).iteration(1).iteration(2).directory();
    var hashes = RunFiles.everyHash(place);
    var times = RunFiles.times(place);

    List<TableReport> reports = catalog.register(run, "same", "one");

    assertThat(reports)
        .contains(
            new TableReport("local.same.prompts", 2, 0, 0, 0),
            new TableReport("local.same.demonstrations", 1, 0, 0, 0),
            new TableReport("local.same.published_rewards", 1, 0, 0, 0),
            new TableReport("local.same.rollouts", 2, 0, 0, 0));
    SampleRun.tables()
        .forEach(
            (table, type) -> {
              Dataset<Row> registered = spark.table("local.same." + table);
              String[] columns = registered.drop("run").columns();
              Dataset<Row> files = spark.read().parquet(run.uri(type.name()));
              assertThat(columns).containsAll(names(type));
              assertThat(rows(registered, columns)).isEqualTo(rows(files, columns)).isNotEmpty();
              assertThat(registered.select("run").distinct().collectAsList().get(0).getString(0))
                  .isEqualTo("one");
            });
    assertThat(rows(spark.table("local.same.demonstrations"), "phase").get(0)).contains("clean");
    assertThat(rows(spark.table("local.same.published_rewards"), "reward_name", "iteration"))
        .hasSize(ROWS)
        .contains("{\"reward_name\":\"judge\",\"iteration\":1}");
    assertThat(
            spark.sql("SELECT DISTINCT _file FROM local.same.rollouts WHERE iteration = 2").count())
        .isEqualTo(2);
    assertThat(RunFiles.everyHash(place)).isEqualTo(hashes);
    assertThat(RunFiles.times(place)).isEqualTo(times);
  }

  @Test
  void onlyWhatDiffersIsRegistered() {
    Path place = folder.resolve("going");
    SampleRun sample = SampleRun.begun(place, 1).iteration(1);
    catalog.register(sample.directory(), "going", "a");
    long first = catalog.snapshot("local.going.rewards", "rewards/iteration=1");
    assertThat(report(catalog.register(sample.directory(), "going", "a"), "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 0, 0, 0, 1));
    assertThat(spark.table("local.going.rewards.snapshots").count()).isEqualTo(1);
    long versions = spark.table("local.going.rewards.metadata_log_entries").count();
    catalog.register(sample.directory(), "going", "a");
    assertThat(spark.table("local.going.rewards.metadata_log_entries").count()).isEqualTo(versions);

    sample.iteration(2);
    assertThat(report(catalog.register(sample.directory(), "going", "a"), "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 1, 0, 0, 1));
    assertThat(spark.table("local.going.rewards").count()).isEqualTo(2 * ROWS);
    assertThat(spark.sql("SELECT * FROM local.going.rewards VERSION AS OF " + first).count())
        .isEqualTo(ROWS);
    assertThat(
            spark
                .sql("SELECT summary['vireo.manifest-hash'] FROM local.going.rewards.snapshots")
                .as(Encoders.STRING())
                .collectAsList())
        .containsExactlyInAnyOrder(
            sample.directory().partition(Datasets.REWARDS, 1).require().contentHash(),
            sample.directory().partition(Datasets.REWARDS, 2).require().contentHash());

    // Redone under the same file names: the table has the new rows, once.
    sample.seed(5).rewards(2);
    assertThat(report(catalog.register(sample.directory(), "going", "a"), "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 0, 1, 0, 1));
    String[] columns = {"iteration", "prompt_id", "completions.sample_index", "completions.reward"};
    assertThat(rows(spark.table("local.going.rewards"), columns))
        .isEqualTo(rows(spark.read().parquet(sample.directory().uri("rewards")), columns));

    // What was not redone is there in older snapshots as it was.
    assertThat(rows(spark.sql("SELECT * FROM local.going.rewards VERSION AS OF " + first), columns))
        .isEqualTo(rows(spark.table("local.going.rewards").filter("iteration = 1"), columns));

    // Deleted, as --redo and clean do it.
    RunFolders.delete(sample.directory(), "rewards/iteration=2");
    sample.directory().partition(Datasets.ROLLOUTS, 1).markCleaned();
    List<TableReport> reports = catalog.register(sample.directory(), "going", "a");
    assertThat(report(reports, "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 0, 0, 1, 1));
    assertThat(report(reports, "rollouts"))
        .isEqualTo(new TableReport("local.going.rollouts", 0, 0, 1, 1));
    assertThat(spark.table("local.going.rewards").count()).isEqualTo(ROWS);

    // Made again just as it was.
    sample.rewards(2);
    assertThat(report(catalog.register(sample.directory(), "going", "a"), "rewards").added())
        .isEqualTo(1);
    assertThat(spark.table("local.going.rewards").count()).isEqualTo(2 * ROWS);
  }

  /** Every SQL statement of the page is run, on two runs of the names that it uses. */
  @Test
  void thePageIsTrue() throws IOException {
    SampleRun baseline = SampleRun.begun(folder.resolve("base/grpo"), 1).iteration(1);
    SampleRun other = SampleRun.begun(folder.resolve("other/grpo"), 2).iteration(1);
    catalog.register(baseline.directory(), "vireo", "grpo");
    assertThatThrownBy(() -> catalog.register(other.directory(), "vireo", "grpo"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has a run 'grpo' from elsewhere (file:/")
        .hasMessageContaining("--as")
        .hasMessageContaining("DELETE FROM local.vireo.rollouts WHERE run = 'grpo'");
    catalog.register(other.iteration(2).directory(), "vireo", "lower-lr");
    long registered = catalog.snapshot("local.vireo.rollouts", "rollouts/iteration=1");

    String page = Files.readString(Path.of("..", "docs", "DATASETS.md"));
    Matcher block =
        Pattern.compile("^```sql\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL).matcher(page);
    int statements = 0;
    while (block.find()) {
      String text = block.group(1).replaceAll("VERSION AS OF \\d+", "VERSION AS OF " + registered);
      for (String statement : text.split(";\n")) {
        List<Row> rows = spark.sql(statement).collectAsList();
        assertThat(rows.isEmpty()).as(statement).isEqualTo(statement.contains("CREATE "));
        statements++;
      }
    }
    assertThat(statements).isGreaterThan(4);
    Dataset<Row> completions = spark.table("completions");
    assertThat(completions.count()).isEqualTo(3L * SampleRun.GROUPS * SampleRun.SAMPLES);
    assertThat(completions.filter("advantage = sample_index - 1").count())
        .isEqualTo(completions.count());

    spark.sql("DELETE FROM local.vireo.rollouts WHERE run = 'grpo'");
    assertThat(spark.table("local.vireo.rollouts").count()).isEqualTo(2 * ROWS);
    assertThat(folder.resolve("base/grpo/rollouts/iteration=1/part-00000.parquet")).exists();
    assertThat(report(catalog.register(baseline.directory(), "vireo", "grpo"), "rollouts").added())
        .isEqualTo(1);
  }

  /** A table that an older Vireo made, before a dataset had all of its columns. */
  @Test
  void aNewColumnIsAddedToATableThatIsThere() {
    SampleRun sample = SampleRun.begun(folder.resolve("grown"), 1).iteration(1);
    catalog.register(sample.directory(), "grown", "a");
    spark.sql("ALTER TABLE local.grown.advantages DROP COLUMN completions.element.weight");
    spark.sql("ALTER TABLE local.grown.advantages DROP COLUMN tie_share");
    catalog.register(sample.iteration(2).directory(), "grown", "a");
    assertThat(rows(spark.table("local.grown.advantages"), "tie_share", "completions[1].weight"))
        .hasSize(2 * ROWS)
        .allMatch("{\"tie_share\":0.0,\"completions[1].weight\":0.5}"::equals);
  }
}
