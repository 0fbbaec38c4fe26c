package dev.vireo.pipelines.tables;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;

/** Registers runs in an Iceberg catalog. */
public final class CatalogTables {

  private static final String SETTING = "spark.sql.catalog.";
  private static final String ICEBERG = "org.apache.iceberg.spark.SparkCatalog";
  private static final String SESSION_CATALOG = "spark_catalog";

  private final Catalog catalog;
  private final CatalogTarget target;

  private CatalogTables(Catalog catalog, CatalogTarget target) {
    this.catalog = catalog;
    this.target = target;
  }

  /**
   * Registers what the tables do not have of a run yet, and makes the tables that are missing. The
   * run directory is only read.
   *
   * @return what was done, for each table that has or had rows of the run
   * @throws InputException if there is no such catalog, or what is there is not of this kind
   */
  public static List<TableReport> register(
      SparkSession spark, RunDirectory run, CatalogTarget target) {
    IcebergJar.require(CatalogTables.class.getClassLoader());
    Map<TableShape, List<RunPartition>> partitions = new LinkedHashMap<>();
    for (TableShape shape : TableShape.all()) {
      partitions.put(shape, RunPartition.of(run, target.run(), shape));
    }
    CatalogTables tables = new CatalogTables(catalog(spark, target), target);
    spark.sql("CREATE NAMESPACE IF NOT EXISTS " + quoted(target));
    return tables.register(run, partitions);
  }

  private static Catalog catalog(SparkSession spark, CatalogTarget target) {
    String setting = SETTING + target.catalog();
    boolean known =
        target.catalog().equals(SESSION_CATALOG) || spark.conf().getOption(setting).isDefined();
    if (target.warehouse().isPresent()) {
      if (known) {
        throw new InputException(
            "--warehouse is for a catalog that Spark does not know, and %s is set to %s"
                .formatted(setting, spark.conf().get(setting, "Spark's own")));
      }
      spark.conf().set(setting, ICEBERG);
      spark.conf().set(setting + ".type", "hadoop");
      spark.conf().set(setting + ".warehouse", target.warehouse().get());
    } else if (!known) {
      throw new InputException(
          "There is no catalog %s: set %s=%s, its .type and so on, or give the folder of one with --warehouse"
              .formatted(target.catalog(), setting, ICEBERG));
    }
    try {
      return Spark3Util.loadIcebergCatalog(spark, target.catalog());
    } catch (Exception e) {
      // Also Spark's own, which it does not declare.
      throw new InputException(
          "Cannot use the catalog %s: %s"
              .formatted(target.catalog(), StorageException.firstLine(e)),
          e);
    }
  }

  private static String quoted(CatalogTarget target) {
    List<String> levels = new ArrayList<>(List.of(target.catalog()));
    levels.addAll(target.levels());
    return levels.stream().map(level -> "`" + level + "`").collect(Collectors.joining("."));
  }

  /** Looks at all tables before the first gets rows. */
  private List<TableReport> register(
      RunDirectory run, Map<TableShape, List<RunPartition>> partitions) {
    Map<TableShape, TableRegistration> registrations = new LinkedHashMap<>();
    partitions.forEach(
        (shape, found) -> {
          TableIdentifier identifier =
              TableIdentifier.of(
                  Namespace.of(target.levels().toArray(String[]::new)), shape.name());
          if (!found.isEmpty() || catalog.tableExists(identifier)) {
            String name = target.table(shape.name());
            Table table = table(identifier, shape);
            registrations.put(
                shape, new TableRegistration(table, name, shape, target.run(), run.uri()));
          }
        });
    List<TableReport> reports = new ArrayList<>();
    registrations.forEach(
        (shape, registration) -> reports.add(registration.register(partitions.get(shape))));
    return reports;
  }

  private Table table(TableIdentifier identifier, TableShape shape) {
    Schema schema = shape.schema();
    Table table =
        catalog.tableExists(identifier)
            ? catalog.loadTable(identifier)
            : catalog.createTable(
                identifier, schema, shape.partitioning(schema), shape.properties());
    List<String> keys = table.spec().fields().stream().map(PartitionField::name).toList();
    if (!shape.type().name().equals(table.properties().get(TableShape.DATASET))
        || !keys.equals(shape.keys())) {
      throw new InputException(
          "%s is not a table of Vireo's, or was changed since: give another --namespace"
              .formatted(target.table(shape.name())));
    }
    if (!table.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING)) {
      // Chunks know columns by name and not by number.
      table
          .updateProperties()
          .set(
              TableProperties.DEFAULT_NAME_MAPPING,
              NameMappingParser.toJson(MappingUtil.create(table.schema())))
          .commit();
    }
    // A column that this version adds; the mapping follows.
    table.updateSchema().unionByNameWith(schema).commit();
    return table;
  }
}
