package dev.vireo.jobs.source;

import dev.vireo.algorithms.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet files or a table. Spark packs files into partitions by size, so their order is restored
 * by sorting: files by name and row, a table, which has no order, by a column.
 */
record FrameSource(SparkSession spark, String name, Dataset<Row> frame, List<String> files)
    implements RowSource {
  static FrameSource parquet(SparkSession spark, String what, String path) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    List<String> files = SourceFiles.list(what, path, configuration);
    try {
      Dataset<Row> frame = spark.read().parquet(path);
      return new FrameSource(spark, path, frame, files);
    } catch (Exception e) {
      throw new InputException(
          "Cannot read %s: %s is no Parquet (%s)".formatted(what, path, SparkErrors.firstLine(e)),
          e);
    }
  }

  static FrameSource table(SparkSession spark, String what, String name) {
    try {
      return new FrameSource(spark, name, spark.table(name), List.of());
    } catch (Exception e) {
      throw new InputException(
          "Cannot read %s: there is no table '%s' (%s)"
              .formatted(what, name, SparkErrors.firstLine(e)),
          e);
    }
  }

  @Override
  public List<String> columns() {
    return Arrays.asList(frame.columns());
  }

  @Override
  public JavaRDD<SourceRow> rows(List<String> columns, int needed, String orderColumn) {
    List<Column> selected = new ArrayList<>(columns.stream().map(this::text).toList());
    int width = selected.size();
    if (files.isEmpty()) {
      if (orderColumn == null) {
        throw new InputException(
            "Table '%s' has no order of its own: set the id column to sort it by".formatted(name));
      }
      int order = columns.indexOf(orderColumn);
      String place = "table " + name + ", id";
      return select(selected)
          .orderBy(text(orderColumn))
          .toJavaRDD()
          .map(row -> SourceRow.good(place + " " + row.getString(order), 0, values(row, width)));
    }
    selected.add(functions.col("_metadata.file_path").as("__file"));
    selected.add(functions.col("_metadata.row_index").as("__row"));
    return select(selected)
        .orderBy("__file", "__row")
        .toJavaRDD()
        .map(
            row -> {
              String place = SourceFiles.display(row.getString(width)) + " row";
              return SourceRow.good(place, row.getLong(width + 1) + 1, values(row, width));
            });
  }

  @Override
  public String contentHash(List<String> columns) {
    if (!files.isEmpty()) {
      return TextSource.hash(spark, files);
    }
    // Rows are hashed one by one and the hashes combined so that their order does not matter.
    Column hash = functions.xxhash64(columns.stream().map(this::text).toArray(Column[]::new));
    Row combined =
        frame
            .select(hash.as("hash"))
            .agg(
                functions.count("*"),
                functions.sum(functions.col("hash").cast("decimal(38,0)")),
                functions.bit_xor(functions.col("hash")))
            .first();
    return combined.get(0) + ":" + combined.get(1) + ":" + combined.get(2);
  }

  private Dataset<Row> select(List<Column> selected) {
    return frame.select(selected.toArray(Column[]::new));
  }

  /** The column as text, under its own name. */
  private Column text(String column) {
    Column value = frame.col("`" + column.replace("`", "``") + "`");
    DataType type = frame.schema().apply(column).dataType();
    boolean nested =
        type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    return (nested ? functions.to_json(value) : value.cast("string")).as(column);
  }

  private static String[] values(Row row, int width) {
    String[] values = new String[width];
    for (int i = 0; i < width; i++) {
      values[i] = row.isNullAt(i) ? null : row.getString(i);
    }
    return values;
  }
}
