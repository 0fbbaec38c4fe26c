package dev.vireo.pipelines.cli;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;

/**
 * Keeps quick iterations to a line now and then: a stage of an iteration is shown on its own only
 * where it takes long, and stages that were done before are not shown one by one.
 */
final class IterationProgress implements Progress {

  private static final Duration LONG = Duration.ofSeconds(2);

  private final Progress shown;
  private final int iterations;
  private final InstantSource clock;
  private Instant lastLine = Instant.EPOCH;
  private int doneBefore;

  /**
   * @param shown shows what is left
   * @param iterations how many there will be
   */
  IterationProgress(Progress shown, int iterations, InstantSource clock) {
    this.shown = shown;
    this.iterations = iterations;
    this.clock = clock;
  }

  @Override
  public void started(StageStatus status) {
    if (status.iteration() == 0) {
      shown.started(status);
    }
  }

  @Override
  public void advanced(StageStatus status) {
    if (status.iteration() == 0 || status.elapsed().compareTo(LONG) >= 0) {
      shown.advanced(status);
    }
  }

  @Override
  public synchronized void finished(StageStatus status) {
    if (status.iteration() == 0) {
      shown.finished(status);
    } else if (status.skipped()) {
      doneBefore = status.iteration();
    } else {
      tellWhatWasDone();
      boolean judges = status.step() != StageStatus.NO_STEP;
      if (judges || status.elapsed().compareTo(LONG) >= 0) {
        shown.finished(status);
      }
    }
  }

  private void tellWhatWasDone() {
    if (doneBefore > 0) {
      shown.message("Stages up to iteration " + doneBefore + " were done before");
      doneBefore = 0;
    }
  }

  @Override
  public synchronized void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    Instant now = clock.instant();
    if (iteration == iterations || Duration.between(lastLine, now).compareTo(LONG) >= 0) {
      lastLine = now;
      shown.message(
          String.format(
              Locale.ROOT,
              "iteration %d/%d  reward %s",
              iteration,
              iterations,
              Means.text("%.3f", metrics.getOrDefault("reward", Double.NaN))));
    }
  }

  @Override
  public void failed(StageStatus status) {
    shown.failed(status);
  }

  @Override
  public void message(String line) {
    shown.message(line);
  }
}
