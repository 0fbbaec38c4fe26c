package dev.vireo.benchmarks.jobs;

import java.util.Arrays;
import java.util.Locale;

/**
 * Two ways to do something, timed in turn, so that whatever else the machine does hits both.
 *
 * @param first seconds of the first, round by round
 * @param second seconds of the second
 */
record SideBySide(double[] first, double[] second) {

  /** Does the work once, and says how long the part took that counts. */
  @FunctionalInterface
  interface Work {
    double seconds(int round);
  }

  /**
   * Runs both once unmeasured as round 0, then in {@code rounds} rounds, each going first in turn.
   */
  static SideBySide measure(int rounds, Work first, Work second) {
    SideBySide times = new SideBySide(new double[rounds], new double[rounds]);
    first.seconds(0);
    second.seconds(0);
    for (int round = 1; round <= rounds; round++) {
      if (round % 2 == 0) {
        times.second[round - 1] = second.seconds(round);
        times.first[round - 1] = first.seconds(round);
      } else {
        times.first[round - 1] = first.seconds(round);
        times.second[round - 1] = second.seconds(round);
      }
    }
    return times;
  }

  /** Seconds that work takes. */
  static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-9;
  }

  /** The first's best time in terms of the second's. */
  double ratio() {
    return best(first) / best(second);
  }

  /** Prints the times of both. */
  void print(String firstName, String secondName) {
    print(firstName, first);
    print(secondName, second);
  }

  private static void print(String name, double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "  %-28s best %8.3f s, median %8.3f s%n",
        name,
        sorted[0],
        sorted[sorted.length / 2]);
  }

  private static double best(double[] seconds) {
    return Arrays.stream(seconds).min().orElseThrow();
  }
}
