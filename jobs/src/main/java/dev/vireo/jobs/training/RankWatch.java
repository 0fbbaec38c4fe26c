package dev.vireo.jobs.training;

import dev.vireo.jobs.runtime.stage.TaskFailures;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.jdk.javaapi.CollectionConverters;

/** Listens to the workers' stage: passes progress on, and hears what a task said that failed. */
final class RankWatch extends TaskFailures {
  private final TorchTraining.Shown shown;
  private final long accumulator;

  /**
   * @param accumulator the id of the stage's {@link StepReport}
   */
  RankWatch(TorchTraining.Shown shown, long accumulator) {
    this.shown = shown;
    this.accumulator = accumulator;
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
