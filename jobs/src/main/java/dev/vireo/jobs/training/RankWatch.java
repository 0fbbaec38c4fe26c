package dev.vireo.jobs.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.StageProgress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Listens to the workers' stage: passes progress on, and ends the job where a task has found what
 * the user must mend, which Spark would try again and again.
 */
final class RankWatch extends SparkListener {
  private final StageProgress progress;
  private final long accumulator;
  private final Runnable cancel;
  private final AtomicReference<String> refusal = new AtomicReference<>();
  private final AtomicReference<Failure> failure = new AtomicReference<>();
  private int shown;

  /** The first failure of an attempt; those after it come of it. */
  private record Failure(int attempt, String message) {}

  /**
   * @param accumulator the id of the stage's {@link StepReport}
   * @param done steps that were done before
   * @param cancel ends the job
   */
  RankWatch(StageProgress progress, long accumulator, int done, Runnable cancel) {
    this.progress = progress;
    this.accumulator = accumulator;
    this.shown = done;
    this.cancel = cancel;
  }

  /** What a task said that the user must mend. */
  Optional<InputException> refusal() {
    return Optional.ofNullable(refusal.get()).map(InputException::new);
  }

  /** What ended the last attempt. */
  Optional<String> failure() {
    return Optional.ofNullable(failure.get()).map(Failure::message);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!(end.reason() instanceof ExceptionFailure ended)) {
      return;
    }
    Failure before = failure.get();
    if (before == null || before.attempt() < end.stageAttemptId()) {
      failure.set(new Failure(end.stageAttemptId(), ended.description()));
    }
    if (ended.className().equals(InputException.class.getName())
        && refusal.compareAndSet(null, ended.description())) {
      cancel.run();
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate beat) {
    CollectionConverters.asJava(beat.accumUpdates())
        .forEach(task -> CollectionConverters.asJava(task._4()).forEach(this::hear));
  }

  private void hear(AccumulableInfo info) {
    if (info.id() == accumulator
        && info.update().isDefined()
        && info.update().get() instanceof StepReport.Latest latest) {
      show(latest);
    }
  }

  /** Passes on what is new of it. */
  synchronized void show(StepReport.Latest latest) {
    if (latest.steps() > shown) {
      progress.advance(latest.steps() - shown, StepMetrics.shown(latest.metrics()));
      shown = latest.steps();
    }
  }
}
