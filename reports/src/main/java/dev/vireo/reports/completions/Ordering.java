package dev.vireo.reports.completions;

import java.util.Arrays;

/** Puts numbers in order without an object for each. */
final class Ordering {

  private Ordering() {}

  /** The places of {@code values}, largest value first; NaN last, equals in their order. */
  static int[] descending(double... values) {
    double[] sorted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      sorted[i] = key(values[i]);
    }
    Arrays.parallelSort(sorted);
    // The rank of a value before its place: a sort of numbers is then one of both.
    long[] ranked = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      ranked[i] = (long) first(sorted, key(values[i])) << 32 | i;
    }
    Arrays.parallelSort(ranked);
    int[] order = new int[values.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) ranked[i];
    }
    return order;
  }

  /** The other way round, but NaN last and equals in their order here too. */
  static int[] ascending(int[] descending, double... values) {
    int[] ascending = new int[descending.length];
    int numbers = descending.length;
    while (numbers > 0 && Double.isNaN(values[descending[numbers - 1]])) {
      numbers--;
      ascending[numbers] = descending[numbers];
    }
    int placed = 0;
    for (int end = numbers; end > 0; ) {
      int begin = end - 1;
      while (begin > 0 && values[descending[begin - 1]] == values[descending[begin]]) {
        begin--;
      }
      System.arraycopy(descending, begin, ascending, placed, end - begin);
      placed += end - begin;
      end = begin;
    }
    return ascending;
  }

  /** Smaller for larger values, and without a negative zero. NaN, which Java sorts last, stays. */
  private static double key(double value) {
    return 0.0 - value;
  }

  /** The place of the first of equal numbers. */
  private static int first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Double.compare(sorted[middle], value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
