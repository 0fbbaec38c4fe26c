package dev.vireo.pipelines.plan;

import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.models.memory.MemoryEstimate;

/**
 * What the stages keep in Java heaps, besides what Spark has anyway.
 *
 * @param trained bytes of the trained parameters
 * @param whole whether they are a whole model, which rollouts read into the heap too
 */
record HeapMemory(long trained, boolean whole) {

  /** Results that Spark's driver unpacks at the same time, however few tasks run. */
  private static final int UNPACKED = 4;

  /** What one of them is meanwhile: bytes that were fetched, a result's bytes, an array. */
  private static final int FORMS = 3;

  /** An executor that samples or scores. */
  MemoryEstimate reading() {
    return MemoryEstimate.none().plus("policy", whole ? trained : 0);
  }

  /**
   * An executor in a step: each task's gradient is there as an array, as its bytes, and as the
   * bytes of the task's result.
   */
  MemoryEstimate executorStep(int tasks) {
    return reading().plus("broadcast", 2 * trained).plus("gradients", 3L * tasks * trained);
  }

  /**
   * The driver in a step.
   *
   * @param shards whose gradients it gets
   * @param exchange slices come in the sum's stead, as many as there are shards
   */
  MemoryEstimate driverStep(int shards, ExchangeChoice exchange) {
    long result = exchange == ExchangeChoice.SLICES ? trained / shards : trained;
    return MemoryEstimate.none()
        .plus("parameters", trained)
        .plus("optimizer state", 2 * trained)
        .plus("broadcast", 2 * trained)
        .plus("gradients", trained + FORMS * Math.min(UNPACKED, shards) * result);
  }

  /** Driver and executor in one process, which hand arrays to each other. */
  MemoryEstimate localStep(int tasks) {
    return reading()
        .plus("parameters", 2 * trained)
        .plus("optimizer state", 2 * trained)
        .plus("gradients", (1 + tasks) * trained);
  }
}
