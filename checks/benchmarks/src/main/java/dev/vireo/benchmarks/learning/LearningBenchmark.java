package dev.vireo.benchmarks.learning;

import dev.vireo.algorithms.InputException;
import dev.vireo.benchmarks.learning.cells.Lanes;
import dev.vireo.benchmarks.learning.grid.Cell;
import dev.vireo.benchmarks.learning.grid.Folders;
import dev.vireo.benchmarks.learning.grid.GridFile;
import dev.vireo.benchmarks.learning.report.Point;
import dev.vireo.benchmarks.learning.report.PointsFile;
import dev.vireo.benchmarks.learning.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether rules of adjustment speed training up: every cell of a grid, and what they come to. */
@Command(
    name = "LearningBenchmark",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Run the cells of a grid that are not finished, and write what they come to into"
          + " checks/benchmarks/learning/results/GRID and docs/.",
      "",
      "To continue after Ctrl-C, run the same command again."
    })
public final class LearningBenchmark implements Runnable {

  private static final String HOME = "vireo.home";

  @Parameters(paramLabel = "GRID", description = "A YAML file, such as short.yaml beside this.")
  private Path file;

  @Option(
      names = "--cell",
      paramLabel = "TASK/CONDITION/RULE/SEED",
      description = "Only this one; again for more.")
  private List<String> cells = List.of();

  @Option(names = "--report", description = "Run nothing: write the report of cells.csv again.")
  private boolean reports;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Where runs and their data go (runs/learning).")
  private Path work;

  @Option(names = "--lanes", description = "Processes of one core each (${DEFAULT-VALUE}).")
  private int lanes = 2;

  @Option(names = "--keep", description = "Keep the cells' run directories, 10 MB each.")
  private boolean keeps;

  private LearningBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    int code =
        new CommandLine(new LearningBenchmark())
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  if (!(e instanceof InputException)) {
                    throw e;
                  }
                  line.getErr().println("LearningBenchmark: " + e.getMessage());
                  return 2;
                })
            .execute(arguments);
    System.exit(code);
  }

  @Override
  public void run() {
    Path root = Path.of(System.getProperty(HOME, "")).toAbsolutePath();
    GridFile grid = GridFile.read(file.toAbsolutePath());
    Report report = new Report(root, grid.name());
    if (!reports) {
      if (lanes < 1) {
        throw new InputException("--lanes is " + lanes + ": it must be at least 1");
      }
      runCells(grid, root, report.points());
    } else if (!Files.exists(report.points())) {
      throw new InputException(
          "there is no " + report.points() + " yet: run without --report first");
    }
    report.write(PointsFile.read(report.points()), grid.grid().against());
    System.out.println(report.results() + "\n" + report.pictures());
  }

  private void runCells(GridFile grid, Path root, Path points) {
    List<Cell> all = grid.grid().cells();
    List<Cell> chosen = cells.isEmpty() ? all : cells.stream().map(grid::cell).toList();
    Path runs = work == null ? root.resolve("runs/learning") : work.toAbsolutePath();
    Lanes running = new Lanes(grid, new Folders(root, runs), keeps, System.err);
    try {
      running.run(chosen, lanes);
    } finally {
      List<Point> earlier = Files.exists(points) ? PointsFile.read(points) : List.of();
      List<Point> merged = merged(all, earlier, running.points(all));
      if (!merged.isEmpty()) {
        PointsFile.write(points, merged);
      }
    }
  }

  /** The grid's cells in its order, later measurements in the place of earlier ones. */
  static List<Point> merged(List<Cell> cells, List<Point> earlier, List<Point> later) {
    Map<Cell, List<Point>> found = new LinkedHashMap<>();
    cells.forEach(cell -> found.put(cell, new ArrayList<>()));
    for (Point point : earlier) {
      if (found.containsKey(point.cell())) {
        found.get(point.cell()).add(point);
      }
    }
    later.stream().map(Point::cell).distinct().forEach(cell -> found.put(cell, new ArrayList<>()));
    later.forEach(point -> found.get(point.cell()).add(point));
    return found.values().stream().flatMap(List::stream).toList();
  }
}
