package dev.vireo.jobs.advantages;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;

/**
 * The tasks that a failed job leaves running. Spark reports a failure as soon as one task has
 * failed; the others are told to stop, and may still create files until they notice.
 */
final class RunningTasks {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private RunningTasks() {}

  /** Returns when no task runs any longer, or after half a minute. */
  static void await(SparkContext spark) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      // The numbers below are those of events that have been delivered.
      spark.listenerBus().waitUntilEmpty(PATIENCE.toMillis());
      while (count(spark) > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (TimeoutException e) {
      // A job that has failed must not fail a second time over its leftovers.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int count(SparkContext spark) {
    int running = 0;
    for (SparkExecutorInfo executor : spark.statusTracker().getExecutorInfos()) {
      running += executor.numRunningTasks();
    }
    return running;
  }
}
