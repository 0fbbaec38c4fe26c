package dev.vireo.jobs.rewards.columns;

import dev.vireo.jobs.rewards.RewardInput;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Completions as the rows of a DataFrame: what column rewards see, and back. */
public final class CompletionRows {
  /** The columns that an expression or a pipeline may use. */
  static final StructType SCHEMA =
      new StructType()
          .add("prompt_id", DataTypes.StringType, false)
          .add("prompt", DataTypes.StringType, false)
          .add("answer", DataTypes.StringType, true)
          .add("completion", DataTypes.StringType, false)
          .add("completion_tokens", DataTypes.IntegerType, false)
          .add("stopped", DataTypes.BooleanType, false)
          .add(
              "attributes",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
              false);

  /** The same, and which completion of the group it is. */
  public static final StructType KEYED_SCHEMA =
      SCHEMA.add("__sample_index", DataTypes.IntegerType, false);

  private CompletionRows() {}

  public static Row row(RewardInput input, int sampleIndex) {
    return RowFactory.create(
        input.promptId(),
        input.prompt(),
        input.answer().orElse(null),
        input.completion(),
        input.completionTokens(),
        input.stopped(),
        CollectionConverters.asScala(input.attributes()),
        sampleIndex);
  }

  public static RewardInput input(Row row) {
    Map<String, String> attributes = row.getJavaMap(6);
    return new RewardInput(
        row.getString(0),
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        attributes,
        row.getString(3),
        row.getInt(4),
        row.getBoolean(5));
  }

  public static int sampleIndex(Row row) {
    return row.getInt(SCHEMA.size());
  }

  /** The values after the columns of {@link #KEYED_SCHEMA}; null counts as none. */
  public static double[] values(Row row) {
    double[] values = new double[row.size() - KEYED_SCHEMA.size()];
    for (int i = 0; i < values.length; i++) {
      int column = KEYED_SCHEMA.size() + i;
      values[i] = row.isNullAt(column) ? Double.NaN : row.getDouble(column);
    }
    return values;
  }
}
