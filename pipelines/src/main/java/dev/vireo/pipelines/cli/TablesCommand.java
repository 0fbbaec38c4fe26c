package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo tables}: a run's datasets in SQL. */
@Command(
    name = "tables",
    description = {
      "Register a run's datasets as Apache Iceberg tables of a catalog, or print temporary views.",
      "",
      "With --catalog: one table per dataset over all runs, of the run's own files; only what the"
          + " tables do not have yet is registered.",
      "",
      "Without: prints Spark SQL. The view 'completions' has one row per completion, with its"
          + " rewards and advantage: 'vireo tables RUN > views.sql', then 'spark-sql -i views.sql'."
    })
final class TablesCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Option(
      names = "--catalog",
      paramLabel = "NAME",
      description = "The catalog: one that spark.sql.catalog.NAME configures, or --warehouse.")
  private String catalog;

  @Option(
      names = "--namespace",
      paramLabel = "DB",
      description = "The tables' namespace, which is made if it is missing; vireo if not given.")
  private String namespace;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR",
      description = "The folder of a Hadoop catalog, for a catalog that is not configured.")
  private String warehouse;

  @Option(
      names = "--as",
      paramLabel = "RUN_NAME",
      description = "The run's name in the tables; the name of its folder if not given.")
  private String name;

  @Override
  public Integer call() throws IOException {
    if (catalog != null) {
      return TablesOfRun.register(
          vireo,
          run,
          catalog,
          Optional.ofNullable(namespace).orElse("vireo"),
          Optional.ofNullable(warehouse),
          Optional.ofNullable(name));
    }
    if (namespace != null || warehouse != null || name != null) {
      throw new InputException("--namespace, --warehouse and --as need --catalog");
    }
    return TablesOfRun.printViews(vireo, run);
  }
}
