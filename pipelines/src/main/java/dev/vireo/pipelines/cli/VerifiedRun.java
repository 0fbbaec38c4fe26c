package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.RunVerification;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/** What {@code vireo verify} does, in its own class so that the command needs no Spark. */
final class VerifiedRun {

  private VerifiedRun() {}

  /** Reads a run directory and says what is wrong with it; returns the exit code. */
  static int report(Vireo vireo, String location) throws IOException {
    // Spark knows how to reach the file system.
    try (SparkSession spark = SparkSessions.open("vireo verify")) {
      RunDirectory run = RunDirectory.at(location, spark.sparkContext().hadoopConfiguration());
      if (!run.exists(RunRecord.FILE)) {
        throw new InputException(run + " is not a run directory: it has no " + RunRecord.FILE);
      }
      RunVerification found = RunVerification.of(run);
      found.damaged().forEach(vireo::error);
      new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8)
          .println(found.files() + " files read, " + found.damaged().size() + " damaged");
      return found.damaged().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }
}
