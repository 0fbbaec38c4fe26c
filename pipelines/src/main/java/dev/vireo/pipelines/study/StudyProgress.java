package dev.vireo.pipelines.study;

import dev.vireo.jobs.runtime.progress.PassingProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;

/**
 * Says of each stage that it belongs to no iteration: a study has none, and only numbers its
 * policies' completions like those of iterations.
 *
 * @param next who hears of it
 */
record StudyProgress(Progress next) implements PassingProgress {

  @Override
  public void started(StageStatus status) {
    next.started(outside(status));
  }

  @Override
  public void advanced(StageStatus status) {
    next.advanced(outside(status));
  }

  @Override
  public void finished(StageStatus status) {
    next.finished(outside(status));
  }

  @Override
  public void failed(StageStatus status) {
    next.failed(outside(status));
  }

  private static StageStatus outside(StageStatus status) {
    return new StageStatus(
        status.stage(),
        0,
        status.step(),
        status.done(),
        status.total(),
        status.unit(),
        status.elapsed(),
        status.skipped(),
        status.metrics());
  }
}
