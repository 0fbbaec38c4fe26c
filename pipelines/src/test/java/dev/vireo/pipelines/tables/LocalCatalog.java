package dev.vireo.pipelines.tables;

import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A session with a Hadoop catalog called {@code local}, in a folder. */
final class LocalCatalog implements AutoCloseable {

  private final SparkSession spark;

  LocalCatalog(Path warehouse) {
    System.setProperty("spark.master", "local[2]");
    spark = SparkSessions.open("test");
    spark.conf().set("spark.sql.shuffle.partitions", "2");
    String setting = "spark.sql.catalog.local";
    spark.conf().set(setting, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(setting + ".type", "hadoop");
    spark.conf().set(setting + ".warehouse", warehouse.toUri().toString());
  }

  SparkSession spark() {
    return spark;
  }

  List<TableReport> register(RunDirectory run, String namespace, String name) {
    return CatalogTables.register(
        spark, run, new CatalogTarget("local", namespace, Optional.empty(), name));
  }

  /** What was done to one table. */
  static TableReport report(List<TableReport> reports, String table) {
    return reports.stream()
        .filter(report -> report.table().endsWith("." + table))
        .findFirst()
        .orElseThrow();
  }

  static List<String> rows(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).toJSON().collectAsList().stream().sorted().toList();
  }

  /** The snapshot that registered a partition last. */
  long snapshot(String table, String path) {
    return spark
        .sql(
            "SELECT snapshot_id FROM %s.snapshots WHERE summary['vireo.path'] = '%s' ORDER BY committed_at DESC"
                .formatted(table, path))
        .first()
        .getLong(0);
  }

  @Override
  public void close() {
    spark.stop();
    System.clearProperty("spark.master");
  }
}
