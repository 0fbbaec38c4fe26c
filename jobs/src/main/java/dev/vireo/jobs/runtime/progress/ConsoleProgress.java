package dev.vireo.jobs.runtime.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * For a person: on a terminal one live line, which stays when its stage is done; elsewhere one line
 * a stage, and one a minute while a long stage runs.
 */
public final class ConsoleProgress implements Progress {
  private static final Duration BETWEEN_REDRAWS = Duration.ofMillis(100);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
  private static final int DEFAULT_WIDTH = 100;

  /** What takes a terminal's live line away. */
  public static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final int width;
  private final InstantSource clock;
  private Instant lastShown;
  private String live = "";

  ConsoleProgress(PrintStream out, boolean terminal, int width, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.width = width;
    this.clock = clock;
    this.lastShown = clock.instant();
  }

  /** Tells {@code out}, which is a terminal or not. */
  public static ConsoleProgress on(PrintStream out, boolean terminal) {
    return new ConsoleProgress(out, terminal, columns(), InstantSource.system());
  }

  private static int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,3}")
        ? Integer.parseInt(columns)
        : DEFAULT_WIDTH;
  }

  @Override
  public synchronized void started(StageStatus status) {
    lastShown = clock.instant();
    if (terminal) {
      draw(StageLine.of(status));
    }
  }

  @Override
  public synchronized void advanced(StageStatus status) {
    Instant now = clock.instant();
    if (Duration.between(lastShown, now).compareTo(terminal ? BETWEEN_REDRAWS : BETWEEN_LINES)
        < 0) {
      return;
    }
    lastShown = now;
    if (terminal) {
      draw(StageLine.of(status));
    } else {
      out.println(StageLine.of(status));
    }
  }

  @Override
  public synchronized void finished(StageStatus status) {
    keep(StageLine.of(status));
  }

  @Override
  public synchronized void failed(StageStatus status) {
    keep(StageLine.of(status) + "  failed");
  }

  @Override
  public synchronized void message(String line) {
    String interrupted = live;
    keep(line);
    if (!interrupted.isEmpty()) {
      draw(interrupted);
    }
  }

  /** Shows a line that the next one replaces. It must not wrap, or it could not be replaced. */
  private void draw(String line) {
    live = line.length() < width ? line : line.substring(0, width - 1);
    out.print(CLEAR + live);
    out.flush();
  }

  private void keep(String line) {
    out.println(terminal ? CLEAR + line : line);
    out.flush();
    live = "";
  }
}
