package dev.vireo.benchmarks.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The rate of float32 matrix multiplication on this processor, as a yardstick taken in the same
 * run.
 */
final class MatrixRate {
  private static final int SIZE = 768;
  private static final int TRIES = 30;

  private MatrixRate() {}

  /** Operations per second of processor time, of the best of several products of 768 x 768 matrices. */
  static double measure() {
    Autograd.recordGradients(false);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (NDManager manager = Autograd.newManager(Device.cpu())) {
      NDArray left = manager.ones(new Shape(SIZE, SIZE));
      NDArray right = manager.ones(new Shape(SIZE, SIZE));
      long best = Long.MAX_VALUE;
      for (int i = 0; i < TRIES; i++) {
        long start = threads.getCurrentThreadCpuTime();
        NativeScope.run(() -> left.matMul(right));
        best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
      }
      return 2.0 * SIZE * SIZE * SIZE / (best / 1e9);
    }
  }
}
