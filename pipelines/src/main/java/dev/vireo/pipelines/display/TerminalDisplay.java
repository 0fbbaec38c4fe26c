package dev.vireo.pipelines.display;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.SignalWarning;
import dev.vireo.jobs.runtime.progress.StageLine;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A board at the bottom of a terminal, redrawn in place. What is worth keeping scrolls away above
 * it: stages outside of iterations, and warnings. At the end the board stays.
 */
public final class TerminalDisplay implements Progress {

  private static final Duration BETWEEN_REDRAWS = Duration.ofMillis(150);

  private final PrintStream out;
  private final IntSupplier width;
  private final InstantSource clock;
  private final RunBoard board;
  private Instant lastDrawn = Instant.MIN;
  private int drawn;

  /**
   * A display of a run.
   *
   * @param width of the terminal, in columns
   * @param iterations how many there will be; 0 if the pipeline has none
   * @param decisive the mean of an evaluation that is shown
   */
  public TerminalDisplay(
      PrintStream out, IntSupplier width, InstantSource clock, int iterations, String decisive) {
    this.out = out;
    this.width = width;
    this.clock = clock;
    this.board = new RunBoard(iterations, decisive, clock.instant());
  }

  @Override
  public synchronized void started(StageStatus status) {
    board.stage(status, clock.instant());
    redraw(false);
  }

  @Override
  public synchronized void advanced(StageStatus status) {
    board.stage(status, clock.instant());
    redraw(false);
  }

  @Override
  public synchronized void finished(StageStatus status) {
    if (status.step() != StageStatus.NO_STEP) {
      board.judged(status);
      redraw(true);
      return;
    }
    board.stage(status, clock.instant());
    if (status.iteration() == 0) {
      keep(StageLine.of(status));
    } else {
      redraw(false);
    }
  }

  @Override
  public synchronized void failed(StageStatus status) {
    keep(StageLine.of(status) + "  failed");
  }

  @Override
  public synchronized void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    board.iterationEnded(iteration, metrics);
    redraw(iteration == board.iterations());
  }

  @Override
  public synchronized void iterationDone(
      int iteration, long step, Supplier<Map<String, Double>> metrics) {
    board.iterationDone(iteration, metrics.get());
  }

  @Override
  public synchronized void warned(SignalWarning warning) {
    board.warned(warning);
    keep("! " + warning.line());
  }

  @Override
  public synchronized void message(String line) {
    keep(line);
  }

  private void keep(String line) {
    out.print(erase() + line + "\n");
    draw();
  }

  private void redraw(boolean now) {
    Instant instant = clock.instant();
    if (now || !instant.isBefore(lastDrawn.plus(BETWEEN_REDRAWS))) {
      out.print(erase());
      draw();
    }
  }

  private void draw() {
    lastDrawn = clock.instant();
    List<String> lines = BoardText.lines(board, lastDrawn, width.getAsInt());
    lines.forEach(line -> out.print(line + "\n"));
    out.flush();
    drawn = lines.size();
  }

  /** Moves to the board's first line and clears the screen from there. */
  private String erase() {
    String erase = drawn == 0 ? "" : "\u001b[" + drawn + "A\r\u001b[J";
    drawn = 0;
    return erase;
  }
}
