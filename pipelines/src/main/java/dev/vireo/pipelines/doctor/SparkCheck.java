package dev.vireo.pipelines.doctor;

import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.pipelines.spark.SparkVersions;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Starts Spark and runs a job of one number: apart, so that the other checks need no Spark. */
final class SparkCheck {

  private SparkCheck() {}

  static Finding find() throws IOException {
    try (SparkSession spark = SparkSessions.open("vireo doctor")) {
      long count = spark.range(1).count();
      String found = spark.version() + " on " + spark.sparkContext().master();
      Optional<String> other = SparkVersions.warning();
      if (other.isPresent()) {
        return Finding.problem(found, other.get());
      }
      return count == 1
          ? Finding.ok(found)
          : Finding.problem(found + " counted " + count + " of 1 rows", "report this");
    }
  }
}
