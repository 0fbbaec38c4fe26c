package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A table of Spark's catalog, which has no order and is sorted by a column. */
record TableSource(SparkSession spark, String name, Dataset<Row> frame, SourceColumns columns)
    implements RowSource {
  static TableSource open(SparkSession spark, String what, String name) {
    try {
      Dataset<Row> frame = spark.table(name);
      SourceColumns columns = new SourceColumns();
      learn(frame.schema(), columns);
      return new TableSource(spark, name, frame, columns);
    } catch (Exception e) {
      throw new InputException(
          "Cannot read %s: there is no table '%s' (%s)"
              .formatted(what, name, SparkErrors.firstLine(e)),
          e);
    }
  }

  private static void learn(DataType type, SourceColumns columns) {
    if (type instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        learn(field.dataType(), columns.add(field.name()));
      }
    } else if (type instanceof ArrayType array) {
      learn(array.elementType(), columns.add(SourceColumns.PLACE));
    } else if (type instanceof MapType map) {
      learn(map.valueType(), columns.add(SourceColumns.KEY));
    }
  }

  @Override
  public JavaRDD<SourceRow> rows(WantedColumns wanted, String orderColumn) {
    List<ColumnPath> paths = wanted.paths();
    List<String> names = paths.stream().map(ColumnPath::name).toList();
    if (orderColumn == null) {
      throw new InputException(
          "Table '%s' has no fixed order: set the id column to sort it by".formatted(name));
    }
    int order = names.indexOf(orderColumn);
    List<Column> selected = new ArrayList<>();
    boolean[] fractional = new boolean[paths.size()];
    for (int i = 0; i < paths.size(); i++) {
      selected.add(text(paths.get(i)).as("c" + i));
      DataType type = value(paths.get(i)).type();
      fractional[i] = type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
    }
    String place = "table " + name + ", id";
    return frame
        .select(selected.toArray(Column[]::new))
        .orderBy("c" + order)
        .toJavaRDD()
        .map(
            row -> {
              String[] values = values(row, fractional);
              return SourceRow.good(place + " " + values[order], 0, values);
            });
  }

  @Override
  public String contentHash(List<ColumnPath> wanted) {
    // Rows are hashed one by one and the hashes combined so that their order does not matter.
    Column hash = functions.xxhash64(wanted.stream().map(this::text).toArray(Column[]::new));
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

  private Column text(ColumnPath path) {
    Value value = value(path);
    boolean nested =
        value.type() instanceof StructType
            || value.type() instanceof ArrayType
            || value.type() instanceof MapType;
    return nested ? functions.to_json(value.column()) : value.column().cast("string");
  }

  private record Value(Column column, DataType type) {
    Value within(String step) {
      if (type instanceof StructType struct) {
        return new Value(column.getField(step), struct.apply(step).dataType());
      }
      if (type instanceof MapType map) {
        Column key = functions.lit(step).cast(map.keyType());
        return new Value(functions.try_element_at(column, key), map.valueType());
      }
      DataType element = ((ArrayType) type).elementType();
      // What is not a place in a list is nowhere in it.
      return ColumnPath.isPlace(step)
          ? new Value(functions.get(column, functions.lit(Integer.parseInt(step))), element)
          : new Value(functions.lit(null).cast(element), element);
    }
  }

  private Value value(ColumnPath path) {
    Value value =
        new Value(
            frame.col("`" + path.root().replace("`", "``") + "`"),
            frame.schema().apply(path.root()).dataType());
    for (String step : path.steps()) {
      value = value.within(step);
    }
    return value;
  }

  private static String[] values(Row row, boolean[] fractional) {
    String[] values = new String[fractional.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.isNullAt(i) ? null : row.getString(i);
      if (fractional[i] && values[i] != null) {
        values[i] = Values.text(Values.number(values[i]));
      }
    }
    return values;
  }
}
