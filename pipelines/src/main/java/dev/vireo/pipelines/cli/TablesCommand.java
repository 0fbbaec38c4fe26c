package dev.vireo.pipelines.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo tables}: a run's datasets in SQL. */
@Command(
    name = "tables",
    description = {
      "Print Spark SQL that makes tables of a run's datasets.",
      "",
      "The view 'completions' has one row per completion, with its rewards and advantage:"
          + " 'vireo tables RUN > views.sql', then 'spark-sql -i views.sql'."
    })
final class TablesCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Option(
      names = "--catalog",
      description =
          "Print CREATE TABLE statements for a catalog instead of temporary views: one table per"
              + " dataset, one row per group. Repeat ALTER TABLE after each iteration.")
  private boolean catalog;

  @Override
  public Integer call() throws IOException {
    return TablesOfRun.print(vireo, run, catalog);
  }
}
