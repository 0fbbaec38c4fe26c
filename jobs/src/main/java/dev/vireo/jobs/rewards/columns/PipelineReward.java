package dev.vireo.jobs.rewards.columns;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.jobs.rewards.MllibOptions;
import dev.vireo.jobs.rewards.RewardOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a saved MLlib pipeline says of a completion. See {@link SavedPipeline} for the stages it may
 * have.
 *
 * <p>Of a vector the last element is taken: the probability, or the margin, of the highest class.
 */
public record PipelineReward(
    PipelineModel pipeline, String inputColumn, String outputColumn, boolean vector)
    implements ColumnReward {
  static PipelineReward create(Map<String, Object> options, SparkSession session) {
    MllibOptions read = RewardOptions.read(MllibOptions.defaults(), options);
    String path = RewardOptions.needed("path", read.path());
    String input = read.inputColumn();
    PipelineModel pipeline = SavedPipeline.load(path, session.sparkContext().hadoopConfiguration());
    StructType produced = produced(pipeline, input, path);
    String usual = has(produced, "probability") ? "probability" : "prediction";
    String output = read.outputColumn() == null ? usual : read.outputColumn();
    if (!has(produced, output)) {
      throw new InputException(
          "the pipeline '%s' does not produce a column '%s'; it produces %s"
              .formatted(path, output, Arrays.toString(produced.fieldNames())));
    }
    DataType type = produced.apply(output).dataType();
    boolean vector = type.typeName().equals("vector");
    if (!vector && !(type instanceof NumericType)) {
      throw new InputException(
          "column '%s' of the pipeline '%s' is %s; it must be a number or a vector"
              .formatted(output, path, type.simpleString()));
    }
    return new PipelineReward(pipeline, input, output, vector);
  }

  /** The columns that the pipeline adds. */
  private static StructType produced(PipelineModel pipeline, String input, String path) {
    StructType given = CompletionRows.SCHEMA;
    if (!has(given, input)) {
      given =
          given.add(
              given
                  .apply("completion")
                  .copy(
                      input,
                      given.apply("completion").dataType(),
                      false,
                      given.apply("completion").metadata()));
    }
    try {
      List<String> names = Arrays.asList(given.fieldNames());
      StructType all = pipeline.transformSchema(given);
      return new StructType(
          Arrays.stream(all.fields())
              .filter(field -> !names.contains(field.name()))
              .toArray(StructField[]::new));
    } catch (RuntimeException e) {
      throw new InputException(
          "the pipeline '%s' cannot score completions: %s; it may read the columns %s"
              .formatted(path, SparkErrors.firstLine(e), Arrays.toString(given.fieldNames())),
          e);
    }
  }

  private static boolean has(StructType schema, String column) {
    return Arrays.asList(schema.fieldNames()).contains(column);
  }

  @Override
  public Dataset<Row> add(Dataset<Row> completions, String column) {
    Dataset<Row> given =
        has(completions.schema(), inputColumn)
            ? completions
            : completions.withColumn(inputColumn, completions.col("completion"));
    Dataset<Row> scored = pipeline.transform(given);
    Column verdict = scored.col(outputColumn);
    Column number =
        vector
            ? functions.element_at(
                org.apache.spark.ml.functions.vector_to_array(verdict, "float64"), -1)
            : verdict.cast("double");
    Column[] kept = Arrays.stream(completions.columns()).map(scored::col).toArray(Column[]::new);
    Column[] all = Arrays.copyOf(kept, kept.length + 1);
    all[kept.length] = number.as(column);
    return scored.select(all);
  }
}
