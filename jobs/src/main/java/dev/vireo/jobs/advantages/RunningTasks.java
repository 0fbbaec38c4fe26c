package dev.vireo.jobs.advantages;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Knows the tasks that started since its creation and still run, and waits for those that a failed
 * job leaves running. Spark reports a failure as soon as one task has failed; the others are told
 * to stop, and may still create files until they notice.
 *
 * <p>The numbers of Spark's status tracker would not do: they are up to a tenth of a second old
 * ({@code spark.ui.liveUpdate.period}), in which a task may have started.
 */
final class RunningTasks extends SparkListener implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SparkContext spark;
  private final Set<Long> running = new HashSet<>();

  private RunningTasks(SparkContext spark) {
    this.spark = spark;
  }

  /** Watches from now on, until it is closed. */
  static RunningTasks of(SparkContext spark) {
    RunningTasks tasks = new RunningTasks(spark);
    spark.addSparkListener(tasks);
    return tasks;
  }

  /** Returns when no task runs any longer, or after half a minute. */
  void await() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      // A task that started before the failure is known once its event has been delivered.
      spark.listenerBus().waitUntilEmpty(PATIENCE.toMillis());
      awaitNone(end);
    } catch (TimeoutException e) {
      // A job that has failed must not fail a second time over its leftovers.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitNone(long end) throws InterruptedException {
    long left = end - System.nanoTime();
    while (!running.isEmpty() && left > 0) {
      wait(Math.max(1, Duration.ofNanos(left).toMillis()));
      left = end - System.nanoTime();
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    running.add(start.taskInfo().taskId());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    notifyAll();
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
