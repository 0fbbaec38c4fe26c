package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.jobs.advantages.AdjustParquet;
import dev.vireo.pipelines.spark.SparkSessions;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** {@code vireo adjust --format parquet}, in its own class so that the command needs no Spark. */
final class ParquetAdjustment {

  private ParquetAdjustment() {}

  /** Runs the job and reports bad rows; returns the exit code. */
  static int run(Vireo vireo, String in, String out, AdjustmentSettings settings)
      throws IOException {
    AdjustParquet.Result result;
    try (SparkSession spark = SparkSessions.open("vireo adjust")) {
      result = AdjustParquet.run(spark, in, out, settings);
    }
    if (!result.replaced().isEmpty()) {
      vireo.error(
          "the results replace the input's columns of the same names: "
              + String.join(", ", result.replaced()));
    }
    result.reasons().forEach(vireo::error);
    if (result.bad() > result.reasons().size()) {
      vireo.error("and " + (result.bad() - result.reasons().size()) + " more bad rows");
    }
    return result.bad() == 0 ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }
}
