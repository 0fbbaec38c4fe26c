package dev.vireo.pipelines.tables;

import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.SchemaDdl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table of all runs' rows of a dataset: the dataset's columns, after those that only the place of
 * a file says.
 *
 * @param name the table's name
 * @param type the dataset
 * @param within what the folders are called that the run directory has such datasets in; empty if
 *     the dataset is in the run directory itself
 */
record TableShape(String name, DatasetType<?> type, Optional<Within> within) {

  /**
   * Folders of a run directory that have a dataset each.
   *
   * @param folder the folder that they are in
   * @param column the column that has their names
   * @param doc what the column says
   */
  record Within(String folder, String column, String doc) {

    /** The column's value for one of the folders: its name, or what stands behind COLUMN=. */
    String value(String inner) {
      return inner.startsWith(column + "=") ? inner.substring(column.length() + 1) : inner;
    }
  }

  /** The column that tells the runs apart. */
  static final String RUN = "run";

  /** The property that says whose rows a table has. */
  static final String DATASET = "vireo.dataset";

  private static final Within PHASES =
      new Within("fine-tuned", "phase", "Name of the phase of fine-tuning.");
  private static final Within REWARDS =
      new Within("published-rewards", "reward_name", "Name of the reward.");

  private static final Within SUITES =
      new Within("suites", "suite", "Name of the evaluation suite.");

  /** All tables, in the order in which a run makes the datasets. */
  static List<TableShape> all() {
    List<TableShape> shapes = new ArrayList<>();
    for (DatasetType<?> type : Datasets.all()) {
      shapes.add(new TableShape(type.name(), type, within(type)));
      if (type == Datasets.EVALUATIONS) {
        shapes.add(new TableShape("suite_evaluations", type, Optional.of(SUITES)));
      }
      if (type == Datasets.REWARDS) {
        shapes.add(new TableShape("published_rewards", type, Optional.of(REWARDS)));
      }
    }
    return List.copyOf(shapes);
  }

  private static Optional<Within> within(DatasetType<?> type) {
    if (type == Datasets.DEMONSTRATIONS) {
      return Optional.of(PHASES);
    }
    return type == Datasets.SUITE_RESULTS ? Optional.of(SUITES) : Optional.empty();
  }

  /** The columns that name a partition, in the order of the table's partitions. */
  List<String> keys() {
    List<String> keys = new ArrayList<>(List.of(RUN));
    within.ifPresent(folders -> keys.add(folders.column()));
    type.partitionColumn().ifPresent(keys::add);
    return keys;
  }

  /** The columns. None is required: one that a later version adds is null in older files. */
  Schema schema() {
    StructType columns = new StructType().add(RUN, DataTypes.StringType, true, "Name of the run.");
    if (within.isPresent()) {
      columns = columns.add(within.get().column(), DataTypes.StringType, true, within.get().doc());
    }
    for (StructField field :
        ((StructType) DataType.fromDDL(SchemaDdl.sqlType(type.schema()))).fields()) {
      columns = columns.add(field);
    }
    return SparkSchemaUtil.convert(columns);
  }

  /** How rows are split: by what the place of a file says, which is in no file. */
  PartitionSpec partitioning(Schema schema) {
    PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
    keys().forEach(builder::identity);
    return builder.build();
  }

  /** What is set when a table is made: its files are the run's, and Iceberg deletes none. */
  Map<String, String> properties() {
    return Map.of(
        DATASET,
        type.name(),
        TableProperties.GC_ENABLED,
        "false",
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
        "true",
        "comment",
        type.schema().getDoc());
  }
}
