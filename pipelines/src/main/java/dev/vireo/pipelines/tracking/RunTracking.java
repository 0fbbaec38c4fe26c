package dev.vireo.pipelines.tracking;

import dev.vireo.jobs.runtime.progress.PassingProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.reports.tracking.BackgroundTracking;
import dev.vireo.reports.tracking.RunState;
import dev.vireo.store.run.RunDirectory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Passes on what it hears of a run, and tells trackers when there is something new to read. */
public final class RunTracking implements PassingProgress {

  private static final Duration OF_A_REQUEST = Duration.ofSeconds(5);
  private static final Duration AT_END = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  /** What the stages count that are training. */
  private static final String STEPS = "steps";

  private final Progress shown;
  private final BackgroundTracking trackers;
  private final InstantSource clock;
  private Instant looked;

  RunTracking(Progress shown, BackgroundTracking trackers, InstantSource clock) {
    this.shown = shown;
    this.trackers = trackers;
    this.clock = clock;
    this.looked = clock.instant();
  }

  /** Follows a run that is worked on in this process. */
  public static RunTracking of(RunDirectory run, List<TrackerSettings> settings, Progress shown) {
    return new RunTracking(
        shown,
        new BackgroundTracking(
            run,
            settings.stream().map(each -> each.tracker(OF_A_REQUEST)).toList(),
            shown::message),
        InstantSource.system());
  }

  /** Sends the last, and says where something is missing. Waits for at most ten seconds. */
  public void end(RunState reached) {
    trackers.end(reached, AT_END);
  }

  @Override
  public Progress next() {
    return shown;
  }

  @Override
  public void advanced(StageStatus status) {
    shown.advanced(status);
    if (isTraining(status) && isTime()) {
      trackers.changed();
    }
  }

  @Override
  public void finished(StageStatus status) {
    shown.finished(status);
    if (status.skipped()) {
      return;
    }
    if (status.step() != StageStatus.NO_STEP) {
      trackers.evaluated(status.step());
    } else if (isTraining(status)) {
      trackers.changed();
    }
  }

  /** Training outside of iterations, whose numbers come with its checkpoints. */
  private static boolean isTraining(StageStatus status) {
    return status.iteration() == 0 && status.unit().equals(STEPS);
  }

  private synchronized boolean isTime() {
    Instant now = clock.instant();
    boolean due = Duration.between(looked, now).compareTo(BETWEEN_LOOKS) >= 0;
    looked = due ? now : looked;
    return due;
  }

  @Override
  public void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    shown.iterationEnded(iteration, step, metrics);
    trackers.iterationEnded(iteration);
  }
}
