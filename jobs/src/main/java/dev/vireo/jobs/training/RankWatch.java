package dev.vireo.jobs.training;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Listens to the workers' stage: passes progress on, and hears what a task said that failed. */
final class RankWatch extends SparkListener {
  private final TorchTraining.Shown shown;
  private final long accumulator;
  private final AtomicReference<ExceptionFailure> failure = new AtomicReference<>();

  /**
   * @param accumulator the id of the stage's {@link StepReport}
   */
  RankWatch(TorchTraining.Shown shown, long accumulator) {
    this.shown = shown;
    this.accumulator = accumulator;
  }

  /** The failure of the task that failed first; those after it come of it. */
  Optional<ExceptionFailure> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExceptionFailure ended) {
      failure.compareAndSet(null, ended);
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
      shown.show(latest);
    }
  }
}
