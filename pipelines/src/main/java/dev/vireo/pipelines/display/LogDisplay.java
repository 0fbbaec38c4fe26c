package dev.vireo.pipelines.display;

import dev.vireo.jobs.runtime.progress.PassingProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A run in a log: a line a stage outside of iterations, a line an iteration, and one now and then
 * while a stage takes long.
 */
public final class LogDisplay implements PassingProgress {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Progress lines;
  private final InstantSource clock;
  private final RunBoard board;
  private int doneBefore;

  /**
   * A display of a run.
   *
   * @param lines shows stages and messages, a line each
   * @param iterations how many there will be; 0 if the pipeline has none
   * @param decisive the mean of an evaluation by which policies are compared
   */
  public LogDisplay(Progress lines, InstantSource clock, int iterations, String decisive) {
    this.lines = lines;
    this.clock = clock;
    this.board = new RunBoard(iterations, decisive, clock.instant());
  }

  @Override
  public Progress next() {
    return lines;
  }

  @Override
  public synchronized void started(StageStatus status) {
    board.stage(status, clock.instant());
    lines.started(status);
  }

  @Override
  public synchronized void advanced(StageStatus status) {
    board.stage(status, clock.instant());
    if (status.iteration() == 0 || status.elapsed().compareTo(LONG) >= 0) {
      lines.advanced(status);
    }
  }

  @Override
  public synchronized void finished(StageStatus status) {
    if (status.step() != StageStatus.NO_STEP) {
      sayWhatWasDone();
      board.judged(status);
      lines.finished(status);
    } else if (status.iteration() == 0) {
      board.stage(status, clock.instant());
      lines.finished(status);
    } else {
      board.stage(status, clock.instant());
      if (status.skipped()) {
        doneBefore = status.iteration();
      } else {
        sayWhatWasDone();
      }
    }
  }

  private void sayWhatWasDone() {
    if (doneBefore > 0) {
      lines.message("Stages up to iteration " + doneBefore + " were done before");
      doneBefore = 0;
    }
  }

  @Override
  public synchronized void iterationDone(
      int iteration, long step, Supplier<Map<String, Double>> metrics) {
    board.iterationDone(iteration, Map.of());
    lines.iterationDone(iteration, step, metrics);
  }

  @Override
  public synchronized void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    board.iterationEnded(iteration, metrics);
    lines.message(IterationLine.of(board, metrics, clock.instant()));
  }
}
