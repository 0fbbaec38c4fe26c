package dev.vireo.pipelines.tables;

import static dev.vireo.pipelines.tables.LocalCatalog.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a catalog of runs guards against. Each test has a namespace of its own. */
final class GuardedTablesIT {

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

  /** Both would have added the rows. */
  @Test
  void ofTwoProcessesAtOnceOneIsToldToRunAgain() throws Exception {
    SampleRun sample = SampleRun.begun(folder.resolve("twice"), 1).iteration(1);
    catalog.register(sample.directory(), "twice", "a");
    RunDirectory run = sample.iteration(2).directory();
    TableShape shape =
        TableShape.all().stream().filter(each -> each.name().equals("rewards")).findAny().get();
    List<RunPartition> partitions = RunPartition.of(run, "a", shape);
    String name = "local.twice.rewards";
    List<TableRegistration> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      // As another process has it.
      Catalog fresh =
          new HadoopCatalog(new Configuration(), folder.resolve("warehouse").toUri().toString());
      Table table = fresh.loadTable(TableIdentifier.of("twice", "rewards"));
      both.add(new TableRegistration(table, name, shape, "a", run.uri()));
    }
    assertThat(both.get(0).register(partitions)).isEqualTo(new TableReport(name, 1, 0, 0, 1));
    assertThatThrownBy(() -> both.get(1).register(partitions))
        .isInstanceOf(StorageException.class)
        .hasMessage(name + " was changed by another process: run the same command again");
    spark.sql("REFRESH TABLE " + name);
    assertThat(spark.table(name).count()).isEqualTo(2 * ROWS);
  }

  /** What would delete Vireo's files is refused by Iceberg itself. */
  @Test
  void icebergDeletesNoFileOfARun() throws IOException {
    Path place = folder.resolve("kept");
    RunDirectory run = SampleRun.begun(place, 1).iteration(1).directory();
    catalog.register(run, "kept", "a");
    var hashes = RunFiles.everyHash(place);
    for (String statement :
        List.of(
            "DROP TABLE local.kept.rollouts PURGE",
            "CALL local.system.expire_snapshots('kept.rollouts')",
            "CALL local.system.remove_orphan_files('kept.rollouts')")) {
      assertThatThrownBy(() -> spark.sql(statement))
          .as(statement)
          .hasMessageContaining("GC is disabled");
    }
    spark.sql("DROP TABLE local.kept.rollouts");
    assertThat(RunFiles.everyHash(place)).isEqualTo(hashes);
    assertThat(report(catalog.register(run, "kept", "a"), "rollouts").added()).isEqualTo(1);
  }

  @Test
  void whatIsNotAsItShouldBeIsRefusedInOneLine() {
    RunDirectory run = SampleRun.begun(folder.resolve("refused"), 1).iteration(1).directory();
    assertRefused(
        run, "nowhere", "refused", "There is no catalog nowhere: set spark.sql.catalog.nowhere=");
    spark.conf().set("spark.sql.catalog.strange", "org.example.NoCatalog");
    assertRefused(
        run, "strange", "refused", "Cannot use the catalog strange: ", "org.example.NoCatalog");
    assertRefused(
        run, "spark_catalog", "refused", "Cannot use the catalog spark_catalog: ", "Iceberg");
    spark.sql("CREATE NAMESPACE local.taken");
    spark.sql("CREATE TABLE local.taken.rollouts (run STRING) USING iceberg");
    assertRefused(run, "local", "taken", "local.taken.rollouts is not a table of Vireo's");
    assertThatThrownBy(
            () ->
                CatalogTables.register(
                    spark, run, new CatalogTarget("local", "x", Optional.of("file:/x"), "a")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--warehouse is for a catalog that Spark does not know");
    assertThatThrownBy(() -> new CatalogTarget("local", "a..b", Optional.empty(), "run"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--namespace");
  }

  @Test
  void filesOfBeforeVersionFourAreRefused() {
    RunDirectory run = SampleRun.begun(folder.resolve("old"), 1).iteration(1).directory();
    Partition<Rollout> partition = run.partition(Datasets.ROLLOUTS, 1);
    Manifest now = partition.require().manifest();
    partition.publish(
        new Manifest(now.fingerprint(), "rollouts", "iteration=1", 1, now.chunks(), Map.of()));
    assertRefused(
        run,
        "local",
        "old",
        "old/rollouts/iteration=1 was written before version 4 of the schemas");
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
