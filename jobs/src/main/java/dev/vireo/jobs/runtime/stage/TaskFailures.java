package dev.vireo.jobs.runtime.stage;

import dev.vireo.algorithms.InputException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Hears what a task of a barrier stage said that failed: Spark's own exception says little more
 * than that the stage did.
 */
public class TaskFailures extends SparkListener {
  private static final long LISTENER_MILLISECONDS = 10_000;

  private final AtomicReference<ExceptionFailure> first = new AtomicReference<>();

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExceptionFailure failure) {
      // Those after the first come of it, but what the user must mend is no consequence.
      first.accumulateAndGet(
          failure,
          (known, now) -> known == null || (!isInput(known) && isInput(now)) ? now : known);
    }
  }

  /** Whether it is for the user to mend. */
  public static boolean isInput(ExceptionFailure failure) {
    return failure.className().equals(InputException.class.getName());
  }

  /** The failure that the others come of, once the listener has heard all there is. */
  public Optional<ExceptionFailure> failure(JavaSparkContext spark) {
    try {
      // The job may have ended before the listener has heard why.
      spark.sc().listenerBus().waitUntilEmpty(LISTENER_MILLISECONDS);
    } catch (TimeoutException late) {
      return Optional.empty();
    }
    return Optional.ofNullable(first.get());
  }
}
