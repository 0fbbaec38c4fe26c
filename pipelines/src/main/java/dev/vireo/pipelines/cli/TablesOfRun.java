package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.SchemaDdl;
import dev.vireo.store.run.FlatViews;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/** What {@code vireo tables} does, in a class of its own so that the command needs no Spark. */
final class TablesOfRun {

  private TablesOfRun() {}

  /** Prints the statements; returns the exit code. */
  static int print(Vireo vireo, String location, boolean catalog) throws IOException {
    // Spark knows how to reach the file system.
    try (SparkSession spark = SparkSessions.open("vireo tables")) {
      RunDirectory run = RunDirectory.at(location, spark.sparkContext().hadoopConfiguration());
      if (!run.exists(RunRecord.FILE)) {
        throw new InputException(run + " is not a run directory: it has no " + RunRecord.FILE);
      }
      PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
      out.print(catalog ? catalog(run) : FlatViews.script(run));
      out.flush();
      return ExitCode.DONE;
    }
  }

  private static String catalog(RunDirectory run) {
    return SchemaDdl.createAll(
        Datasets.all().stream().filter(type -> run.exists(type.name())).toList(), run.uri());
  }
}
