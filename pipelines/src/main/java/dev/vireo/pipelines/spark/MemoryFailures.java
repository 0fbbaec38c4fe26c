package dev.vireo.pipelines.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Remembers that a task of this process ran out of memory. Spark then ends the process, and what
 * comes of the job is only that its context was shut down.
 */
public final class MemoryFailures implements SparkPlugin {
  private static final AtomicReference<String> SEEN = new AtomicReference<>();

  /** What a task said that ran out of memory, if any did. */
  public static Optional<String> seen() {
    return Optional.ofNullable(SEEN.get());
  }

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Watch();
  }

  /** Hears of a task's failure in its own thread, before Spark acts on it. */
  static final class Watch implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> configuration) {
      SEEN.set(null);
    }

    @Override
    public void onTaskFailed(TaskFailedReason reason) {
      if (reason instanceof ExceptionFailure failure
          && failure.className().equals(OutOfMemoryError.class.getName())) {
        SEEN.compareAndSet(null, failure.description());
      }
    }
  }
}
