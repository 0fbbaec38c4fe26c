package dev.vireo.benchmarks.learning.cells;

import dev.vireo.algorithms.InputException;
import dev.vireo.benchmarks.learning.grid.Folders;
import dev.vireo.benchmarks.learning.grid.GridFile;
import dev.vireo.benchmarks.learning.grid.Job;
import dev.vireo.benchmarks.learning.report.Point;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.run.RunSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A process that runs jobs, one after the other: their names come on standard input, and a line
 * goes back for each. It ends with its input, at once: Vireo goes on with what is half done.
 */
final class Lane {

  /** Begins the line of a job that is done; the rest is for people. */
  static final String DONE = "done ";

  /** Begins the line of a job that cannot be done; the rest says why. */
  static final String REFUSED = "refused ";

  private Lane() {}

  /** Arguments: the grid, the repository, the folder for runs, and whether runs are kept. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream answers = System.out;
    Folders folders = new Folders(Path.of(arguments[1]), Path.of(arguments[2]));
    GridFile grid = GridFile.read(Path.of(arguments[0]));
    Map<String, Job> jobs =
        grid.jobs(grid.grid().cells(), folders).stream()
            .collect(Collectors.toMap(Job::name, Function.identity()));
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(asked), "asked");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      Job job = jobs.get(asked.take());
      try {
        answers.println(DONE + run(job, folders, Boolean.parseBoolean(arguments[3])));
      } catch (InputException e) {
        answers.println(REFUSED + job.name() + ": " + e.getMessage());
      }
    }
  }

  private static void read(BlockingQueue<String> asked) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      in.lines().forEach(asked::add);
    } catch (IOException e) {
      // Nobody is there to be told.
    }
    Runtime.getRuntime().halt(0);
  }

  private static String run(Job job, Folders folders, boolean keepsRun) {
    long began = System.nanoTime();
    try (RunSession session =
        RunSession.open(
            Configurations.resolve(job.configuration(), job.settings()), Progress.NONE)) {
      session.run();
    }
    String what = job.name();
    if (job.cell().isPresent()) {
      CellFolder folder = CellFolder.of(job, folders);
      List<Point> points = CellPoints.of(job.cell().get(), job.target(), folder.run());
      folder.finish(points, keepsRun);
      what +=
          String.format(
              Locale.ROOT,
              ": %s %.3f to %.3f",
              job.target(),
              points.get(0).target(),
              points.get(points.size() - 1).target());
    }
    return String.format(Locale.ROOT, "%s, %.0f s", what, (System.nanoTime() - began) * 1e-9);
  }
}
