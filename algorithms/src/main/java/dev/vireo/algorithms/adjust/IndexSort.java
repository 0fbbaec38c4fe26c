package dev.vireo.algorithms.adjust;

/**
 * Sorts the places of numbers, without boxing them: by insertion where they are few, by merging
 * where they are some, and digit by digit where they are many.
 */
public final class IndexSort {
  private static final int FEW = 40;
  private static final int RUN = 16;
  private static final int MANY = 4096;
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = (Long.SIZE + DIGIT_BITS - 1) / DIGIT_BITS;
  private static final int RADIX = 1 << DIGIT_BITS;

  private IndexSort() {}

  /**
   * The order that puts the numbers in descending order; equal numbers keep theirs.
   *
   * @param keys numbers, none of them NaN; 0.0 and -0.0 are equal
   * @return places: keys[order[0]] is the greatest
   */
  public static int[] descending(double[] keys) {
    int size = keys.length;
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    if (size >= MANY) {
      return byDigits(keys, order);
    }
    double[] sorted = keys.clone();
    if (size <= FEW) {
      insert(sorted, order, 0, size);
      return order;
    }
    for (int from = 0; from < size; from += RUN) {
      insert(sorted, order, from, Math.min(size, from + RUN));
    }
    return mergeRuns(sorted, order);
  }

  /** Sorts some of the numbers and carries their places along. */
  private static void insert(double[] keys, int[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      double key = keys[i];
      int place = order[i];
      int j = i - 1;
      while (j >= from && keys[j] < key) {
        keys[j + 1] = keys[j];
        order[j + 1] = order[j];
        j--;
      }
      keys[j + 1] = key;
      order[j + 1] = place;
    }
  }

  private static int[] mergeRuns(double[] keys, int[] order) {
    int size = keys.length;
    double[] fromKeys = keys;
    int[] fromOrder = order;
    double[] toKeys = new double[size];
    int[] toOrder = new int[size];
    for (int run = RUN; run < size; run *= 2) {
      for (int from = 0; from < size; from += 2 * run) {
        int middle = Math.min(size, from + run);
        merge(fromKeys, fromOrder, toKeys, toOrder, from, middle, Math.min(size, middle + run));
      }
      double[] swapKeys = fromKeys;
      fromKeys = toKeys;
      toKeys = swapKeys;
      int[] swapOrder = fromOrder;
      fromOrder = toOrder;
      toOrder = swapOrder;
    }
    return fromOrder;
  }

  private static void merge(
      double[] fromKeys,
      int[] fromOrder,
      double[] toKeys,
      int[] toOrder,
      int from,
      int middle,
      int to) {
    int left = from;
    int right = middle;
    int next = from;
    while (left < middle && right < to) {
      double leftKey = fromKeys[left];
      double rightKey = fromKeys[right];
      // Written without a branch on the keys, which no processor could foretell.
      int takeRight = rightKey > leftKey ? 1 : 0;
      int place = takeRight == 1 ? right : left;
      toKeys[next] = fromKeys[place];
      toOrder[next] = fromOrder[place];
      next++;
      right += takeRight;
      left += 1 - takeRight;
    }
    int rest = left < middle ? left : right;
    System.arraycopy(fromKeys, rest, toKeys, next, to - next);
    System.arraycopy(fromOrder, rest, toOrder, next, to - next);
  }

  /** Least significant digit first; each pass keeps the order of the one before. */
  private static int[] byDigits(double[] keys, int[] order) {
    int size = keys.length;
    long[] fromCodes = new long[size];
    int[] counts = new int[DIGITS * RADIX];
    for (int i = 0; i < size; i++) {
      // Adding zero makes -0.0 the same as 0.0.
      long bits = Double.doubleToRawLongBits(keys[i] + 0.0);
      long code = ~(bits ^ ((bits >> (Long.SIZE - 1)) | Long.MIN_VALUE));
      fromCodes[i] = code;
      for (int digit = 0; digit < DIGITS; digit++) {
        counts[digit * RADIX + digit(code, digit)]++;
      }
    }
    int[] fromOrder = order;
    long[] toCodes = new long[size];
    int[] toOrder = new int[size];
    int[] next = new int[RADIX];
    for (int digit = 0; digit < DIGITS; digit++) {
      int base = digit * RADIX;
      if (counts[base + digit(fromCodes[0], digit)] == size) {
        continue;
      }
      int total = 0;
      for (int value = 0; value < RADIX; value++) {
        next[value] = total;
        total += counts[base + value];
      }
      for (int i = 0; i < size; i++) {
        long code = fromCodes[i];
        int place = next[digit(code, digit)]++;
        toCodes[place] = code;
        toOrder[place] = fromOrder[i];
      }
      long[] swapCodes = fromCodes;
      fromCodes = toCodes;
      toCodes = swapCodes;
      int[] swapOrder = fromOrder;
      fromOrder = toOrder;
      toOrder = swapOrder;
    }
    return fromOrder;
  }

  private static int digit(long code, int digit) {
    return (int) (code >>> (digit * DIGIT_BITS)) & (RADIX - 1);
  }
}
