package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Parquet files. Nothing but the columns that are wanted is read or even understood, of each file
 * by its own types, so that neither a column of an unusual type nor another type in another file is
 * in the way. A task reads row groups that follow one another, so the rows keep their order.
 */
record ParquetSource(SparkSession spark, List<SourceFile> files, SourceColumns columns)
    implements RowSource {
  /** Bytes of row groups that a task begins another for. */
  private static final long TASK_BYTES = 64L << 20;

  /**
   * Row groups of one file that follow one another.
   *
   * @param first the first of them
   * @param rows how many rows of the file come before them
   * @param problem why the file cannot be read, or null
   */
  record Slice(SourceFile file, int first, int count, long rows, String problem)
      implements Serializable {}

  static ParquetSource open(SparkSession spark, String what, String path) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    List<SourceFile> files = SourceFiles.list(what, path, configuration);
    SourceFile first = files.get(0);
    try (ParquetFileReader reader = ParquetFiles.open(first.path(), configuration)) {
      SourceColumns columns = ParquetColumns.of(reader.getFileMetaData().getSchema());
      first.folders().keySet().forEach(columns::add);
      return new ParquetSource(spark, files, columns);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new InputException(
          "Cannot read %s: %s cannot be read as Parquet (%s)"
              .formatted(what, first.display(), SparkErrors.firstLine(e)),
          e);
    }
  }

  @Override
  public JavaRDD<SourceRow> rows(WantedColumns wanted, String orderColumn) {
    var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    List<Slice> slices =
        SourceHash.context(spark)
            .parallelize(files, files.size())
            .flatMap(file -> slices(file, configuration.value()).iterator())
            .collect();
    return SourceHash.context(spark)
        .parallelize(slices, Math.max(1, slices.size()))
        .flatMap(
            slice -> {
              RowsAhead rows = ParquetRows.of(slice, wanted, configuration.value());
              TaskContext.get()
                  .addTaskCompletionListener((TaskCompletionListener) context -> rows.close());
              return rows;
            });
  }

  private static List<Slice> slices(SourceFile file, Configuration configuration) {
    List<Slice> slices = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFiles.open(file.path(), configuration)) {
      List<BlockMetaData> blocks = reader.getRowGroups();
      long before = 0;
      for (int first = 0; first < blocks.size(); ) {
        long bytes = 0;
        long rows = 0;
        int end = first;
        while (end < blocks.size() && (end == first || bytes < TASK_BYTES)) {
          bytes += blocks.get(end).getTotalByteSize();
          rows += blocks.get(end).getRowCount();
          end++;
        }
        slices.add(new Slice(file, first, end - first, before, null));
        before += rows;
        first = end;
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      String problem = "cannot be read as Parquet (" + SparkErrors.firstLine(e) + ")";
      slices.add(new Slice(file, 0, 0, 0, problem));
    }
    return slices;
  }

  @Override
  public String contentHash(List<ColumnPath> wanted) {
    return SourceHash.of(spark, files, wanted);
  }
}
