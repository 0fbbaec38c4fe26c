package dev.vireo.pipelines.doctor;

import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.pipelines.spark.SparkVersions;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** Starts Spark and runs a job of one number: apart, so that the other checks need no Spark. */
final class SparkCheck {

  private SparkCheck() {}

  static Finding find() throws IOException {
    try (SparkSession spark = SparkSessions.open("vireo doctor")) {
      long count = spark.range(1).count();
      if (count != 1) {
        throw new IllegalStateException("counted " + count + " rows of 1");
      }
      return of(spark.version(), spark.sparkContext().master());
    }
  }

  static Finding of(String version, String master) {
    return SparkVersions.warning(version)
        .map(warning -> Finding.problem(warning, Remedies.OTHER_SPARK))
        .orElseGet(() -> Finding.ok(version + " on " + master));
  }
}
