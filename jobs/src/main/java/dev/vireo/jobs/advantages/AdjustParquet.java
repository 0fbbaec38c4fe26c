package dev.vireo.jobs.advantages;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.jobs.data.source.ParquetFrames;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.store.files.HadoopFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;

/**
 * Adjusts the rewards of a Parquet dataset with one group a row, of any origin.
 *
 * <p>In: {@code rewards} array&lt;double&gt; and, if they are there, {@code weights}
 * array&lt;double&gt;, {@code lower} and {@code upper} double and {@code ties} string, each of
 * which may be null; other columns are carried over. Out: the same rows in the same order, with
 * {@code adjusted} array&lt;double&gt;, {@code mean}, {@code variance_before} and {@code
 * variance_after} double after them, which replace columns of these names, and the result says so.
 * A timestamp in nanoseconds is carried over as its number. A row that is not a group keeps its
 * place with nulls there, and is counted and explained in the result. No shuffle.
 *
 * <p>Works on Spark's internal rows, which hold arrays of doubles as such: a function on public
 * rows would box every number of the groups and copy every column carried over.
 */
public final class AdjustParquet {

  private static final StructType RESULTS =
      new StructType()
          .add("adjusted", DataTypes.createArrayType(DataTypes.DoubleType, false))
          .add("mean", DataTypes.DoubleType)
          .add("variance_before", DataTypes.DoubleType)
          .add("variance_after", DataTypes.DoubleType);

  /** How many bad rows are explained one by one. */
  static final int EXPLAINED = 20;

  /**
   * What was done.
   *
   * @param rows rows written
   * @param bad how many of them are no group
   * @param reasons file, row and reason of the first of them
   * @param replaced columns of the input whose place the results took
   */
  public record Result(long rows, long bad, List<String> reasons, List<String> replaced) {

    /** Copies the lists. */
    public Result {
      reasons = List.copyOf(reasons);
      replaced = List.copyOf(replaced);
    }
  }

  private AdjustParquet() {}

  /**
   * Runs the job.
   *
   * @param in a file or a folder, on any file system that Spark knows
   * @param out a folder that does not exist yet
   * @param settings for what a row leaves out
   * @throws InputException if the input cannot be read or lacks a column, or the output exists
   */
  public static Result run(SparkSession spark, String in, String out, AdjustmentSettings settings) {
    // What the settings cannot be is said here, and not by a task.
    new GroupAdjuster(settings);
    Dataset<Row> all = ParquetFrames.readAll(spark, "groups", in);
    List<String> replaced = replaced(all.columns(), in);
    Dataset<Row> groups = all.drop(replaced.toArray(String[]::new));
    GroupColumns columns = GroupColumns.of(groups.schema(), in);
    if (exists(spark, out)) {
      throw new InputException("Cannot write " + out + ": it already exists; name a new folder");
    }
    String settingsJson = json(settings);
    LongAccumulator rows = spark.sparkContext().longAccumulator("rows");
    LongAccumulator bad = spark.sparkContext().longAccumulator("bad rows");
    RDD<InternalRow> adjusted =
        groups
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(
                partition ->
                    (java.util.Iterator<InternalRow>)
                        new AdjustedRows(
                            partition, new RowAdjuster(columns, settingsJson), rows, bad))
            .rdd();
    // The session that reads has names apart that differ by case alone.
    Dataset<Row> results =
        ((org.apache.spark.sql.classic.SparkSession) groups.sparkSession())
            .internalCreateDataFrame(adjusted, withResults(groups.schema()), false);
    write(spark, results, out);
    List<BadRow> explained =
        bad.value() == 0 ? List.of() : BadRow.first(EXPLAINED, groups, settingsJson);
    return new Result(
        rows.value(), bad.value(), explained.stream().map(BadRow::toString).toList(), replaced);
  }

  /** Leaves nothing behind where it fails. */
  private static void write(SparkSession spark, Dataset<Row> results, String out) {
    try (RunningTasks tasks = RunningTasks.of(spark.sparkContext())) {
      try {
        results.write().option("compression", "zstd").parquet(out);
      } catch (Exception e) {
        tasks.await();
        remove(spark, out);
        throw SparkErrors.<RuntimeException>failure("groups", e);
      }
    }
  }

  private static String json(AdjustmentSettings settings) {
    try {
      return SettingsMapper.mapper().writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the settings as JSON", e);
    }
  }

  /** The columns that the results replace. */
  private static List<String> replaced(String[] columns, String in) {
    List<String> replaced = new ArrayList<>();
    for (String column : columns) {
      for (StructField result : RESULTS.fields()) {
        if (column.equals(result.name())) {
          replaced.add(column);
        } else if (column.equalsIgnoreCase(result.name())) {
          throw new InputException(
              "Cannot adjust %s: its column '%s' differs from the result '%s' only by case; rename it"
                  .formatted(in, column, result.name()));
        }
      }
    }
    return replaced;
  }

  /** What a failed job left, in a folder that did not exist before it. */
  private static void remove(SparkSession spark, String out) {
    Path path = new Path(out);
    try {
      HadoopFiles.of(path, spark.sessionState().newHadoopConf()).delete(path, true);
    } catch (IOException e) {
      // The failure itself is worth more than this one.
    }
  }

  private static boolean exists(SparkSession spark, String path) {
    Path hadoopPath = new Path(path);
    try {
      return HadoopFiles.of(hadoopPath, spark.sessionState().newHadoopConf()).exists(hadoopPath);
    } catch (IOException e) {
      throw new InputException("Cannot reach " + path + ": " + SparkErrors.firstLine(e), e);
    }
  }

  private static StructType withResults(StructType schema) {
    StructType all = schema;
    for (StructField result : RESULTS.fields()) {
      all = all.add(result);
    }
    return all;
  }
}
