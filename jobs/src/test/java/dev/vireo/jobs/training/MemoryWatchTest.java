package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MemoryWatchTest {

  @Test
  void endsAJobThatWaitsForAThreadThatDied() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    assertThatThrownBy(
            () ->
                MemoryWatch.over(
                    () -> {
                      new Thread(
                              () -> {
                                throw error;
                              })
                          .start();
                      await(new CountDownLatch(1));
                    }))
        .isSameAs(error);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
  }

  @Test
  void tellsOfAThreadThatDiedThoughTheJobEnded() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");

    assertThatThrownBy(
            () ->
                MemoryWatch.over(
                    () ->
                        Thread.getDefaultUncaughtExceptionHandler()
                            .uncaughtException(new Thread(), error)))
        .isSameAs(error);

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void leavesAJobsOwnFailureAlone() {
    IllegalStateException failure = new IllegalStateException("a task failed");

    assertThatThrownBy(
            () ->
                MemoryWatch.over(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
