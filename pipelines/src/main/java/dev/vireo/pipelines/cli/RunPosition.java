package dev.vireo.pipelines.cli;

import dev.vireo.jobs.runtime.progress.PassingProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.util.Map;
import java.util.function.Supplier;

/** Remembers where a run is, for whoever stops it, and passes on what it hears. */
final class RunPosition implements PassingProgress {

  private static final String CONTINUES = "; the same command continues from there";

  private final Progress shown;
  private final int iterations;
  private StageStatus latest;
  private int ended;

  /**
   * @param shown hears everything
   * @param iterations how many there will be; 0 if that says nothing
   */
  RunPosition(Progress shown, int iterations) {
    this.shown = shown;
    this.iterations = iterations;
  }

  /** Where a run was stopped, and what comes next. */
  synchronized String stopped() {
    StageStatus status = latest;
    if (status == null) {
      return "stopped while starting; the same command begins again";
    }
    if (status.iteration() > 0) {
      String of = status.iteration() <= iterations ? " of " + iterations : "";
      return "stopped at iteration " + status.iteration() + of + CONTINUES;
    }
    if (status.stage().equals("fine-tune-policy")) {
      return "stopped at fine-tuning step "
          + status.done()
          + (status.open() ? "" : " of " + status.total())
          + "; the same command continues from the last saved step";
    }
    String when = iterations == 0 ? "" : "before the first iteration, ";
    return "stopped " + when + "at " + status.stage() + CONTINUES;
  }

  @Override
  public Progress next() {
    return shown;
  }

  @Override
  public void started(StageStatus status) {
    hear(status);
    shown.started(status);
  }

  @Override
  public void advanced(StageStatus status) {
    hear(status);
    shown.advanced(status);
  }

  @Override
  public void finished(StageStatus status) {
    hear(status);
    shown.finished(status);
  }

  @Override
  public void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    over(iteration);
    shown.iterationEnded(iteration, step, metrics);
  }

  @Override
  public void iterationDone(int iteration, long step, Supplier<Map<String, Double>> metrics) {
    over(iteration);
    shown.iterationDone(iteration, step, metrics);
  }

  /** Rollouts that are made ahead are of a later iteration than the one where a run is. */
  private synchronized void hear(StageStatus status) {
    boolean ahead =
        latest != null && latest.iteration() > ended && status.iteration() > latest.iteration();
    latest = ahead ? latest : status;
  }

  private synchronized void over(int iteration) {
    ended = iteration;
  }
}
