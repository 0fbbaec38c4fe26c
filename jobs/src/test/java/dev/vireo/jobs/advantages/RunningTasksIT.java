package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.jobs.testing.TestSpark;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class RunningTasksIT {
  // Tasks of a local session reach these without serialization.
  private static final CountDownLatch STARTED = new CountDownLatch(1);
  private static final CountDownLatch RELEASED = new CountDownLatch(1);
  private static final AtomicBoolean AWAITED = new AtomicBoolean();
  private static final AtomicBoolean ENDED = new AtomicBoolean();
  private static volatile Thread waiting;

  @Test
  void theTasksThatAFailureLeftRunningHaveEnded() throws IOException {
    waiting = Thread.currentThread();
    // What Spark's own status says of its executors stays as it was after the first job.
    SparkSession.Builder builder =
        SparkSession.builder().config("spark.ui.liveUpdate.period", "1h");
    try (SparkSession spark = TestSpark.session(builder, "local[2]");
        RunningTasks tasks = RunningTasks.of(spark.sparkContext())) {
      TestSpark.context(spark).parallelize(List.of(0, 1), 2).count();
      assertThatThrownBy(
              () ->
                  TestSpark.context(spark)
                      .parallelize(List.of(0, 1), 2)
                      .foreach(RunningTasksIT::failOrLinger))
          .isInstanceOf(SparkException.class)
          .hasMessageContaining("fails at once");
      assertThat(ENDED).isFalse();

      RELEASED.countDown();
      tasks.await();
      boolean ended = ENDED.get();
      AWAITED.set(true);

      assertThat(ended).isTrue();
    }
  }

  /** One fails; the other ends once somebody waits for it, or no longer does. */
  private static void failOrLinger(int partition) throws InterruptedException {
    if (partition == 0) {
      STARTED.await();
      throw new IllegalStateException("fails at once");
    }
    STARTED.countDown();
    RELEASED.await();
    while (waiting.getState() != Thread.State.TIMED_WAITING && !AWAITED.get()) {
      Thread.onSpinWait();
    }
    ENDED.set(true);
  }
}
