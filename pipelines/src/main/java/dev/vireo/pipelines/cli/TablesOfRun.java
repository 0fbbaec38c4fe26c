package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.pipelines.tables.CatalogTables;
import dev.vireo.pipelines.tables.CatalogTarget;
import dev.vireo.pipelines.tables.TableReport;
import dev.vireo.store.run.FlatViews;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** What {@code vireo tables} does, in a class of its own so that the command needs no Spark. */
final class TablesOfRun {

  private TablesOfRun() {}

  /** Prints the statements of temporary views; returns the exit code. */
  static int printViews(Vireo vireo, String location) throws IOException {
    // Spark knows how to reach the file system.
    try (SparkSession spark = SparkSessions.open("vireo tables")) {
      PrintWriter out = out(vireo);
      out.print(FlatViews.script(run(location, spark)));
      out.flush();
      return ExitCode.DONE;
    }
  }

  /** Registers the run and prints a line for each table; returns the exit code. */
  static int register(
      Vireo vireo,
      String location,
      String catalog,
      String namespace,
      Optional<String> warehouse,
      Optional<String> name)
      throws IOException {
    try (SparkSession spark = SparkSessions.open("vireo tables")) {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      RunDirectory run = run(location, spark);
      CatalogTarget target =
          new CatalogTarget(
              catalog,
              namespace,
              warehouse.map(folder -> RunDirectory.at(folder, hadoop).uri()),
              name.orElse(run.uri().substring(run.uri().lastIndexOf('/') + 1)));
      PrintWriter out = out(vireo);
      for (TableReport table : CatalogTables.register(spark, run, target)) {
        out.printf(
            "%s: %d added, %d replaced, %d removed, %d unchanged%n",
            table.table(), table.added(), table.replaced(), table.removed(), table.unchanged());
      }
      return ExitCode.DONE;
    }
  }

  private static RunDirectory run(String location, SparkSession spark) {
    RunDirectory run = RunDirectory.at(location, spark.sparkContext().hadoopConfiguration());
    if (!run.exists(RunRecord.FILE)) {
      throw new InputException(run + " is not a run directory: it has no " + RunRecord.FILE);
    }
    return run;
  }

  private static PrintWriter out(Vireo vireo) {
    return new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
  }
}
