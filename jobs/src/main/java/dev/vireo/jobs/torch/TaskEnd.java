package dev.vireo.jobs.torch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;

/**
 * Ends a worker when Spark has given its task up, such as after another task of the stage has
 * failed: Spark only marks the task then, and it may be waiting for a worker that waits for one
 * that is gone.
 */
final class TaskEnd implements Runnable {
  private static final long EVERY_MILLISECONDS = 250;

  private final TaskContext task;
  private final TorchWorker worker;
  private final CountDownLatch done = new CountDownLatch(1);

  private TaskEnd(TaskContext task, TorchWorker worker) {
    this.task = task;
    this.worker = worker;
  }

  /** Looks after a task until it ends. */
  static void watch(TaskContext task, TorchWorker worker) {
    TaskEnd watch = new TaskEnd(task, worker);
    task.addTaskCompletionListener(
        context -> {
          watch.done.countDown();
        });
    Thread thread = new Thread(watch, "vireo-torch-watch");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      while (!done.await(EVERY_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (task.isInterrupted()) {
          worker.close();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
