package dev.vireo.benchmarks.models;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Repeats a piece of work for some seconds and prints its rate, by the clock and by the thread's processor time. The
 * second hardly notices what else the machine is doing; libtorch must run on one thread for it to mean anything.
 */
final class Measurement {
  private static final double WARM_UP_SECONDS = 3;
  private static final double SECONDS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Measurement() {}

  /**
   * Measures: by the clock the median of repetitions, of processor time the least.
   *
   * @param tokens tokens of one repetition
   * @param operations floating-point operations of one repetition's matrix products
   */
  static void run(String name, double tokens, double operations, Runnable work) {
    repeat(WARM_UP_SECONDS, work);
    List<Duration> durations = repeat(SECONDS, work);
    double clock = median(durations, Comparator.comparingDouble(Duration::clock)).clock();
    double processor =
        durations.stream().mapToDouble(Duration::processor).min().orElseThrow();
    double matrixRate = MatrixRate.measure();
    System.out.printf(
        Locale.ROOT,
        "%-16s %8.1f ms, %7.0f tokens/s; least processor time %8.1f ms, %7.0f tokens/s, %5.1f"
            + " GFLOP/s = %4.1f%% of the matrix rate (%.1f)%n",
        name,
        clock * 1e3,
        tokens / clock,
        processor * 1e3,
        tokens / processor,
        operations / processor / 1e9,
        100 * operations / processor / matrixRate,
        matrixRate / 1e9);
  }

  private static List<Duration> repeat(double seconds, Runnable work) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Duration> durations = new ArrayList<>();
    do {
      long clock = System.nanoTime();
      long processor = THREADS.getCurrentThreadCpuTime();
      work.run();
      durations.add(
          new Duration(
              (System.nanoTime() - clock) / 1e9,
              (THREADS.getCurrentThreadCpuTime() - processor) / 1e9));
    } while (System.nanoTime() < end);
    return durations;
  }

  private static Duration median(List<Duration> durations, Comparator<Duration> order) {
    return durations.stream().sorted(order).skip(durations.size() / 2).findFirst().orElseThrow();
  }

  /** Seconds. */
  private record Duration(double clock, double processor) {}
}
