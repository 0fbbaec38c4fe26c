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
  private static final AtomicBoolean ENDED = new AtomicBoolean();

  @Test
  void theTasksThatAFailureLeftRunningHaveEnded() throws IOException {
    try (SparkSession spark = TestSpark.local()) {
      assertThatThrownBy(
              () ->
                  TestSpark.context(spark)
                      .parallelize(List.of(0, 1), 2)
                      .foreach(RunningTasksIT::failOrLinger))
          .isInstanceOf(SparkException.class)
          .hasMessageContaining("fails at once");
      assertThat(ENDED).isFalse();

      RELEASED.countDown();
      RunningTasks.await(spark.sparkContext());

      assertThat(ENDED).isTrue();
    }
  }

  private static void failOrLinger(int partition) throws InterruptedException {
    if (partition == 0) {
      STARTED.await();
      throw new IllegalStateException("fails at once");
    }
    STARTED.countDown();
    RELEASED.await();
    ENDED.set(true);
  }
}
