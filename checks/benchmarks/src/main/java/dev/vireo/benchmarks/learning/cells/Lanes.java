package dev.vireo.benchmarks.learning.cells;

import dev.vireo.algorithms.InputException;
import dev.vireo.benchmarks.learning.grid.Cell;
import dev.vireo.benchmarks.learning.grid.Folders;
import dev.vireo.benchmarks.learning.grid.GridFile;
import dev.vireo.benchmarks.learning.grid.Job;
import dev.vireo.benchmarks.learning.report.Point;
import dev.vireo.benchmarks.learning.tasks.TaskData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the cells of a grid that are not finished, in processes of one core each. */
public final class Lanes {

  private final GridFile grid;
  private final Folders folders;
  private final boolean keepsRuns;
  private final PrintStream log;

  /**
   * Lanes for a grid.
   *
   * @param keepsRuns whether run directories stay when their points are read
   * @param log a line for each job
   */
  public Lanes(GridFile grid, Folders folders, boolean keepsRuns, PrintStream log) {
    this.grid = grid;
    this.folders = folders;
    this.keepsRuns = keepsRuns;
    this.log = log;
  }

  /** The points of those cells that are finished. */
  public List<Point> points(List<Cell> cells) {
    List<Point> points = new ArrayList<>();
    cellJobs(cells).forEach(job -> CellFolder.of(job, folders).points().ifPresent(points::addAll));
    return points;
  }

  /**
   * Runs cells, and what they go on from.
   *
   * @param lanes processes at a time
   * @throws InputException if Vireo refuses one, or a process ends
   */
  public void run(List<Cell> cells, int lanes) {
    List<Cell> left =
        cellJobs(cells).stream()
            .filter(job -> CellFolder.of(job, folders).points().isEmpty())
            .map(job -> job.cell().orElseThrow())
            .toList();
    log.printf(Locale.ROOT, "%d of %d cells are left to run%n", left.size(), cells.size());
    if (left.isEmpty()) {
      return;
    }
    List<Job> jobs = grid.jobs(left, folders);
    // What cells go on from is checked before the first begins, as the cells are.
    jobs.stream().filter(job -> job.cell().isEmpty()).forEach(Job::resolved);
    TaskData.write(folders.data());
    Schedule schedule = new Schedule(jobs);
    ExecutorService threads = Executors.newFixedThreadPool(lanes);
    try {
      long began = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        running.add(threads.submit(() -> serve(schedule, began)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof InputException known
          ? known
          : new IllegalStateException("A lane failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Job> cellJobs(List<Cell> cells) {
    return grid.jobs(cells, folders).stream().filter(job -> job.cell().isPresent()).toList();
  }

  private Void serve(Schedule schedule, long began) throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      for (Optional<Job> job = schedule.take(); job.isPresent(); job = schedule.take()) {
        process.outputWriter(StandardCharsets.UTF_8).write(job.get().name() + "\n");
        process.outputWriter(StandardCharsets.UTF_8).flush();
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith(Lane.DONE)) {
          schedule.stop();
          throw new InputException(
              answer == null
                  ? "the process of " + job.get().name() + " ended; the same command goes on"
                  : answer.replaceFirst("^" + Lane.REFUSED, ""));
        }
        schedule.done(job.get());
        tell(schedule, answer.substring(Lane.DONE.length()), began);
      }
      return null;
    } finally {
      process.destroy();
    }
  }

  private void tell(Schedule schedule, String answer, long began) {
    int done = schedule.doneJobs();
    double left = (System.nanoTime() - began) * 1e-9 / done * (schedule.jobs() - done);
    log.printf(
        Locale.ROOT,
        "%d of %d: %s; %.0f min left%n",
        done,
        schedule.jobs(),
        answer,
        Math.ceil(left / 60));
  }

  /** This process's own Java with its options, on one core. */
  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Those of whoever started this come later, and so may say otherwise.
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[1]"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Lane.class.getName()));
    command.addAll(
        List.of(
            grid.file().toString(),
            folders.root().toString(),
            folders.work().toString(),
            Boolean.toString(keepsRuns)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
