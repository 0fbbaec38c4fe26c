package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a source, as text, in its order: of files by name and then as they stand in them, of
 * a table by its id column.
 *
 * <p>Strings are taken as they are, numbers as {@code NumberText} has them, objects and arrays as
 * JSON. A column's name may continue with the names of fields within it: {@code a.b}.
 */
public final class SourceRows {
  private final String what;
  private final String path;
  private final RowSource source;

  private SourceRows(String what, String path, RowSource source) {
    this.what = what;
    this.path = path;
    this.source = source;
  }

  /**
   * Opens a source and learns its columns.
   *
   * @param what what the rows are, for messages: {@code prompts}
   * @throws InputException when it is missing, empty or cannot be read
   */
  public static SourceRows open(SparkSession spark, String what, SourceSettings settings) {
    String path = settings.path();
    if (path == null || path.isBlank()) {
      throw new InputException("No %s are given: set their path".formatted(what));
    }
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    RowSource source =
        switch (settings.format().of(what, path, configuration)) {
          case JSON -> TextSource.open(spark, what, path, new TextFormat.Json());
          case CSV -> TextSource.open(spark, what, path, TextFormat.Csv.of(settings.csvEscape()));
          case PARQUET -> ParquetSource.open(spark, what, path);
          case ARROW -> ArrowSource.open(spark, what, path);
          case TABLE -> TableSource.open(spark, what, path);
          case AUTO -> throw new IllegalStateException("AUTO has been decided above");
        };
    return new SourceRows(what, path, source);
  }

  /** The columns there are. */
  public List<String> columns() {
    return source.columns().names();
  }

  /**
   * The rows, with a bad row for each one that cannot be read.
   *
   * @param orderColumn a column of the plan that a table is sorted by, or null
   * @throws InputException naming a column that is not there at all, and those that are
   */
  public JavaRDD<SourceRow> rows(ColumnPlan plan, String orderColumn) {
    return source.rows(new WantedColumns(wanted(plan), plan.needed().size()), orderColumn);
  }

  /** A hash of what the plan reads, which does not change when the source is moved. */
  public String contentHash(ColumnPlan plan) {
    return source.contentHash(wanted(plan));
  }

  private List<ColumnPath> wanted(ColumnPlan plan) {
    List<String> wanted = new ArrayList<>(plan.needed());
    wanted.addAll(plan.optional());
    for (String column : wanted) {
      String missing = source.columns().missing(column);
      if (missing != null) {
        throw new InputException("Cannot read %s: %s %s".formatted(what, path, missing));
      }
    }
    return source.columns().paths(wanted);
  }
}
