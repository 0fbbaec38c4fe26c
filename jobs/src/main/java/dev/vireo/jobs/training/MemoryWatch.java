package dev.vireo.jobs.training;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends a job whose driver has run out of memory. Spark's threads that unpack results die of it
 * without a word to the job, which then waits for ever for the result that is lost.
 */
final class MemoryWatch {

  private MemoryWatch() {}

  /**
   * Runs a job in this thread.
   *
   * @throws OutOfMemoryError if any thread of this process has died of one meanwhile
   */
  static void over(Runnable job) {
    Thread waiting = Thread.currentThread();
    AtomicReference<OutOfMemoryError> seen = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          if (thrown instanceof OutOfMemoryError error) {
            if (seen.compareAndSet(null, error)) {
              waiting.interrupt();
            }
          } else if (before != null) {
            before.uncaughtException(thread, thrown);
          } else {
            // As Java does where there is no handler.
            System.err.print("Exception in thread \"" + thread.getName() + "\" ");
            thrown.printStackTrace();
          }
        });
    try {
      job.run();
    } catch (Throwable thrown) {
      if (seen.get() == null) {
        throw thrown;
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    if (seen.get() != null) {
      // What the interrupt was for is told by the error.
      Thread.interrupted();
      throw seen.get();
    }
  }
}
