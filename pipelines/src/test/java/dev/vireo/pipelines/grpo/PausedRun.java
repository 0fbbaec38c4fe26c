package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.pipelines.Configurations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A run in a process of its own that stands still in the middle of a stage, says so, and waits to
 * be killed.
 */
final class PausedRun {

  static final String REACHED = "reached ";

  private PausedRun() {}

  /** Arguments: configuration, run directory, master, stage, iteration, settings. */
  public static void main(String[] arguments) {
    String stage = arguments[3];
    int iteration = Integer.parseInt(arguments[4]);
    Progress pausing =
        new Progress() {
          @Override
          public void advanced(StageStatus status) {
            if (status.stage().equals(stage) && status.iteration() == iteration) {
              System.out.println(REACHED + stage + " " + status.done() + "/" + status.total());
              System.out.flush();
              waitForever();
            }
          }
        };
    List<String> settings = new ArrayList<>(List.of("run='" + arguments[1] + "'"));
    settings.addAll(List.of(arguments).subList(5, arguments.length));
    TinyRun.run(Configurations.read(arguments[0], settings), pausing, arguments[2]);
    System.out.println("ended");
  }

  private static void waitForever() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever written to it.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
