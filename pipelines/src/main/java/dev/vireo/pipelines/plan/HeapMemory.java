package dev.vireo.pipelines.plan;

import dev.vireo.models.memory.MemoryEstimate;

/**
 * What the stages keep in Java heaps, beside what Spark has anyway.
 *
 * @param trained bytes of the trained parameters
 * @param whole whether they are a whole model, which rollouts read into the heap too
 */
record HeapMemory(long trained, boolean whole) {

  /** Gradients that Spark's driver unpacks at the same time. */
  private static final int UNPACKED = 4;

  /** An executor that samples or scores. */
  MemoryEstimate reading() {
    return MemoryEstimate.none().plus("policy", whole ? trained : 0);
  }

  /**
   * An executor in a step: each task's gradient lies there as an array, as its bytes, and as the
   * bytes of the task's result.
   */
  MemoryEstimate executorStep(int tasks) {
    return reading().plus("broadcast", 2 * trained).plus("gradients", 3L * tasks * trained);
  }

  /**
   * The driver in a step.
   *
   * @param tasks that run at a time in all executors together
   */
  MemoryEstimate driverStep(int tasks) {
    long arriving = 2L * Math.min(UNPACKED, tasks);
    return MemoryEstimate.none()
        .plus("parameters", trained)
        .plus("optimizer state", 2 * trained)
        .plus("broadcast", 2 * trained)
        .plus("gradients", (1 + arriving) * trained);
  }

  /** Driver and executor in one process, which hand arrays to each other. */
  MemoryEstimate localStep(int tasks) {
    return reading()
        .plus("parameters", 2 * trained)
        .plus("optimizer state", 2 * trained)
        .plus("gradients", (1 + tasks) * trained);
  }
}
