package dev.vireo.jobs.source;

import dev.vireo.algorithms.InputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a source, as text, in its order: of files by name and then as they stand in them, of
 * a table by its id column.
 *
 * <p>Numbers and booleans are taken as they are written, objects and arrays as JSON.
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
   * @param path a file, a folder, a pattern, or a table's name
   * @throws InputException when it is missing, empty or cannot be read
   */
  public static SourceRows open(SparkSession spark, String what, String path, SourceFormat format) {
    if (path == null || path.isBlank()) {
      throw new InputException("No %s are given: set their path".formatted(what));
    }
    RowSource source =
        switch (format.of(path)) {
          case JSON -> TextSource.open(spark, what, path, true);
          case CSV -> TextSource.open(spark, what, path, false);
          case PARQUET -> FrameSource.parquet(spark, what, path);
          case TABLE -> FrameSource.table(spark, what, path);
          case AUTO -> throw new IllegalStateException("AUTO has been decided above");
        };
    return new SourceRows(what, path, source);
  }

  /** The columns there are. */
  public List<String> columns() {
    return source.columns();
  }

  /**
   * The rows, with a bad row for whatever cannot be read.
   *
   * @param orderColumn a column of the plan that a table is sorted by, or null
   * @throws InputException naming a column that is not there at all, and those that are
   */
  public JavaRDD<SourceRow> rows(ColumnPlan plan, String orderColumn) {
    return source.rows(wanted(plan), plan.needed().size(), orderColumn);
  }

  /** A hash of what the plan reads, which does not change when the source is moved. */
  public String contentHash(ColumnPlan plan) {
    return source.contentHash(wanted(plan));
  }

  private List<String> wanted(ColumnPlan plan) {
    List<String> wanted = new ArrayList<>(plan.needed());
    wanted.addAll(plan.optional());
    for (String column : wanted) {
      if (!columns().contains(column)) {
        throw new InputException(
            "Cannot read %s: %s has no column '%s'; it has %s"
                .formatted(what, path, column, columns()));
      }
    }
    return wanted;
  }
}
