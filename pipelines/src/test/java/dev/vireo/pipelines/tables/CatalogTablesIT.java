package dev.vireo.pipelines.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
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
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    System.setProperty("spark.master", "local[2]");
    spark = SparkSessions.open("test");
    spark.conf().set("spark.sql.shuffle.partitions", "2");
    String setting = "spark.sql.catalog.local";
    spark.conf().set(setting, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(setting + ".type", "hadoop");
    spark.conf().set(setting + ".warehouse", folder.resolve("warehouse").toUri().toString());
  }

  @AfterAll
  static void stop() {
    spark.stop();
    System.clearProperty("spark.master");
  }

  private static CatalogTarget target(String namespace, String run) {
    return new CatalogTarget("local", namespace, Optional.empty(), run);
  }

  private static List<TableReport> register(RunDirectory run, String namespace, String name) {
    return CatalogTables.register(spark, run, target(namespace, name));
  }

  private static TableReport report(List<TableReport> reports, String table) {
    return reports.stream()
        .filter(report -> report.table().endsWith("." + table))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> rows(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).toJSON().collectAsList().stream().sorted().toList();
  }

  private static List<String> names(DatasetType<?> type) {
    return type.schema().getFields().stream().map(field -> field.name()).toList();
  }

  private static long snapshot(String table, String path) {
    return spark
        .sql(
            "SELECT snapshot_id FROM %s.snapshots WHERE summary['vireo.path'] = '%s' ORDER BY committed_at DESC"
                .formatted(table, path))
        .first()
        .getLong(0);
  }

  @Test
  void tablesHaveTheRowsOfTheFilesAndNoFileChanges() throws IOException {
    Path place = folder.resolve("some run");
    RunDirectory run = SampleRun.prepared(place, 1).iteration(1).iteration(2).directory();
    var hashes = RunFiles.everyHash(place);
    var times = RunFiles.times(place);

    List<TableReport> reports = register(run, "same", "one");

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
              // Maps are left out.
              Dataset<Row> files =
                  spark
                      .read()
                      .schema(registered.drop("run").schema())
                      .parquet(run.uri(type.name()));
              assertThat(columns).hasSizeGreaterThan(2).isSubsetOf(names(type));
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
    SampleRun sample = SampleRun.prepared(place, 1).iteration(1);
    register(sample.directory(), "going", "a");
    long first = snapshot("local.going.rewards", "rewards/iteration=1");
    assertThat(report(register(sample.directory(), "going", "a"), "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 0, 0, 0, 1));
    assertThat(spark.table("local.going.rewards.snapshots").count()).isEqualTo(1);
    long versions = spark.table("local.going.rewards.metadata_log_entries").count();
    register(sample.directory(), "going", "a");
    assertThat(spark.table("local.going.rewards.metadata_log_entries").count()).isEqualTo(versions);

    sample.iteration(2);
    assertThat(report(register(sample.directory(), "going", "a"), "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 1, 0, 0, 1));
    assertThat(spark.table("local.going.rewards").count()).isEqualTo(2 * ROWS);
    assertThat(spark.sql("SELECT * FROM local.going.rewards VERSION AS OF " + first).count())
        .isEqualTo(ROWS);
    assertThat(
            spark
                .sql("SELECT summary['vireo.manifest-hash'] FROM local.going.rewards.snapshots")
                .as(org.apache.spark.sql.Encoders.STRING())
                .collectAsList())
        .containsExactlyInAnyOrder(
            sample.directory().partition(Datasets.REWARDS, 1).require().contentHash(),
            sample.directory().partition(Datasets.REWARDS, 2).require().contentHash());

    // Redone under the same file names: the table has the new rows, once.
    sample.seed(5).rewards(2);
    assertThat(report(register(sample.directory(), "going", "a"), "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 0, 1, 0, 1));
    String[] columns = {"iteration", "prompt_id", "completions.sample_index", "completions.reward"};
    assertThat(rows(spark.table("local.going.rewards"), columns))
        .isEqualTo(rows(spark.read().parquet(sample.directory().uri("rewards")), columns));

    // Deleted, as --redo and clean do it.
    RunFolders.delete(sample.directory(), "rewards/iteration=2");
    sample.directory().partition(Datasets.ROLLOUTS, 1).markCleaned();
    List<TableReport> reports = register(sample.directory(), "going", "a");
    assertThat(report(reports, "rewards"))
        .isEqualTo(new TableReport("local.going.rewards", 0, 0, 1, 1));
    assertThat(report(reports, "rollouts"))
        .isEqualTo(new TableReport("local.going.rollouts", 0, 0, 1, 1));
    assertThat(spark.table("local.going.rewards").count()).isEqualTo(ROWS);

    // Made again just as it was.
    sample.rewards(2);
    assertThat(report(register(sample.directory(), "going", "a"), "rewards").added()).isEqualTo(1);
    assertThat(spark.table("local.going.rewards").count()).isEqualTo(2 * ROWS);
  }

  /** Every SQL statement of the page is run, on two runs of the names that it uses. */
  @Test
  void thePageIsTrue() throws IOException {
    SampleRun baseline = SampleRun.prepared(folder.resolve("base/grpo"), 1).iteration(1);
    SampleRun other = SampleRun.prepared(folder.resolve("other/grpo"), 2).iteration(1);
    register(baseline.directory(), "vireo", "grpo");
    assertThatThrownBy(() -> register(other.directory(), "vireo", "grpo"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has a run 'grpo' from elsewhere (file:/")
        .hasMessageContaining("--as")
        .hasMessageContaining("DELETE FROM local.vireo.prompts WHERE run = 'grpo'");
    register(other.iteration(2).directory(), "vireo", "lower-lr");
    long registered = snapshot("local.vireo.rollouts", "rollouts/iteration=1");

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

    spark.sql("DELETE FROM local.vireo.prompts WHERE run = 'grpo'");
    assertThat(spark.table("local.vireo.prompts").count()).isEqualTo(2 * ROWS);
    assertThat(folder.resolve("base/grpo/prompts/split=train/part-00000.parquet")).exists();
    assertThat(report(register(baseline.directory(), "vireo", "grpo"), "prompts").added())
        .isEqualTo(2);
  }

  /** What would delete Vireo's files is refused by Iceberg itself. */
  @Test
  void icebergDeletesNoFileOfARun() throws IOException {
    Path place = folder.resolve("kept");
    RunDirectory run = SampleRun.prepared(place, 1).iteration(1).directory();
    register(run, "kept", "a");
    var hashes = RunFiles.everyHash(place);
    assertThatThrownBy(() -> spark.sql("DROP TABLE local.kept.rollouts PURGE"))
        .hasMessageContaining("GC is disabled");
    spark.sql("DROP TABLE local.kept.rollouts");
    assertThat(RunFiles.everyHash(place)).isEqualTo(hashes);
    assertThat(report(register(run, "kept", "a"), "rollouts").added()).isEqualTo(1);
  }

  /** A table that an older Vireo made, before a dataset had all of its columns. */
  @Test
  void aNewColumnIsAddedToATableThatIsThere() {
    SampleRun sample = SampleRun.prepared(folder.resolve("grown"), 1).iteration(1);
    register(sample.directory(), "grown", "a");
    spark.sql("ALTER TABLE local.grown.advantages DROP COLUMN completions.element.weight");
    spark.sql("ALTER TABLE local.grown.advantages DROP COLUMN tie_share");
    register(sample.iteration(2).directory(), "grown", "a");
    assertThat(rows(spark.table("local.grown.advantages"), "tie_share", "completions[1].weight"))
        .hasSize(2 * ROWS)
        .allMatch("{\"tie_share\":0.0,\"completions[1].weight\":0.5}"::equals);
  }

  @Test
  void whatIsNotAsItShouldBeIsRefusedInOneLine() {
    RunDirectory run = SampleRun.prepared(folder.resolve("refused"), 1).iteration(1).directory();
    assertRefused(
        run, "nowhere", "refused", "There is no catalog nowhere: set spark.sql.catalog.nowhere=");
    spark.conf().set("spark.sql.catalog.strange", "org.example.NoCatalog");
    assertRefused(
        run, "strange", "refused", "Cannot use the catalog strange: ", "org.example.NoCatalog");
    assertRefused(
        run, "spark_catalog", "refused", "Cannot use the catalog spark_catalog: ", "Iceberg");
    spark.sql("CREATE NAMESPACE local.taken");
    spark.sql("CREATE TABLE local.taken.prompts (run STRING) USING iceberg");
    assertRefused(run, "local", "taken", "local.taken.prompts is not a table of Vireo's");
    assertThatThrownBy(
            () ->
                CatalogTables.register(
                    spark, run, new CatalogTarget("local", "x", Optional.of("file:/x"), "a")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--warehouse is for a catalog that Spark does not know");
    assertThatThrownBy(() -> target("a..b", "run"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--namespace");
  }

  @Test
  void filesOfBeforeVersionTwoAreRefused() {
    RunDirectory run = SampleRun.prepared(folder.resolve("old"), 1).iteration(1).directory();
    Partition<Rollout> partition = run.partition(Datasets.ROLLOUTS, 1);
    Manifest now = partition.require().manifest();
    partition.publish(
        new Manifest(now.fingerprint(), "rollouts", "iteration=1", 1, now.chunks(), Map.of()));
    assertRefused(
        run,
        "local",
        "old",
        "old/rollouts/iteration=1 was written before version 2 of the schemas");
    assertThat(spark.catalog().databaseExists("local.old")).isFalse();
  }

  private static void assertRefused(
      RunDirectory run, String catalog, String namespace, String... message) {
    CatalogTarget target = new CatalogTarget(catalog, namespace, Optional.empty(), "a");
    assertThatThrownBy(() -> CatalogTables.register(spark, run, target))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(message)
        .hasMessageNotContaining("\n");
  }
}
