package dev.vireo.benchmarks.models;

import dev.vireo.models.parameters.FloatFormat;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Repeats a piece of work for some seconds, in turn with a matrix product, and prints its rate: by
 * the clock, and in terms of that product, both in processor time of the thread. The second holds
 * on a busy machine too. libtorch must run on one thread.
 */
final class Measurement {
  private static final double WARM_UP_SECONDS = 3;
  private static final double SECONDS = 6;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Measurement() {}

  /**
   * Measures, and prints medians.
   *
   * @param products the precision of the matrix products, of the one in between too
   * @param tokens tokens of one repetition
   * @param operations floating-point operations of one repetition's matrix products
   */
  static void run(
      String name, FloatFormat products, double tokens, double operations, Runnable work) {
    try (MatrixYardstick yardstick = new MatrixYardstick(products)) {
      repeat(WARM_UP_SECONDS, work, yardstick);
      List<Repetition> repetitions = repeat(SECONDS, work, yardstick);
      double clock = median(repetitions, Repetition::clock);
      double rate = median(repetitions, r -> MatrixYardstick.operations() / r.yardstick()) / 1e9;
      double share =
          median(
              repetitions,
              r -> operations / r.processor() / (MatrixYardstick.operations() / r.yardstick()));
      double best = repetitions.stream().mapToDouble(Repetition::processor).min().orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "%-24s %9.1f ms, %7.0f tokens/s; %4.1f%% of the matrix rate, %.1f GFLOP/s; least"
              + " processor time %8.1f ms, %7.0f tokens/s%n",
          name + " " + products.torchName(),
          clock * 1e3,
          tokens / clock,
          100 * share,
          rate,
          best * 1e3,
          tokens / best);
    }
  }

  private static List<Repetition> repeat(double seconds, Runnable work, MatrixYardstick yardstick) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Repetition> repetitions = new ArrayList<>();
    do {
      long before = THREADS.getCurrentThreadCpuTime();
      yardstick.multiply();
      long clock = System.nanoTime();
      long start = THREADS.getCurrentThreadCpuTime();
      work.run();
      long stop = THREADS.getCurrentThreadCpuTime();
      long clockStop = System.nanoTime();
      yardstick.multiply();
      long after = THREADS.getCurrentThreadCpuTime();
      repetitions.add(
          new Repetition(
              (clockStop - clock) / 1e9,
              (stop - start) / 1e9,
              (start - before + after - stop) / 2e9));
    } while (System.nanoTime() < end);
    return repetitions;
  }

  private static double median(List<Repetition> repetitions, ToDoubleFunction<Repetition> value) {
    double[] sorted = repetitions.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Seconds. */
  private record Repetition(double clock, double processor, double yardstick) {}
}
