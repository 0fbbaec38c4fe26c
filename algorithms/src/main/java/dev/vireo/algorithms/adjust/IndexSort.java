package dev.vireo.algorithms.adjust;

/** Sorts the places of numbers, without boxing them. */
public final class IndexSort {
  private static final int FEW = 40;

  private IndexSort() {}

  /**
   * The order that puts the numbers in descending order; equal numbers keep theirs.
   *
   * @param keys numbers, none of them NaN; 0.0 and -0.0 are equal
   * @return places: keys[order[0]] is the greatest
   */
  public static int[] descending(double[] keys) {
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (keys.length <= FEW) {
      insert(keys, order, 0, keys.length);
      return order;
    }
    for (int from = 0; from < order.length; from += FEW) {
      insert(keys, order, from, Math.min(order.length, from + FEW));
    }
    int[] merged = new int[order.length];
    for (int run = FEW; run < order.length; run *= 2) {
      for (int from = 0; from < order.length; from += 2 * run) {
        merge(keys, order, merged, from, run);
      }
      int[] swap = order;
      order = merged;
      merged = swap;
    }
    return order;
  }

  private static void insert(double[] keys, int[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int place = order[i];
      double key = keys[place];
      int j = i - 1;
      while (j >= from && keys[order[j]] < key) {
        order[j + 1] = order[j];
        j--;
      }
      order[j + 1] = place;
    }
  }

  private static void merge(double[] keys, int[] order, int[] merged, int from, int run) {
    int middle = Math.min(order.length, from + run);
    int to = Math.min(order.length, middle + run);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeRight = left == middle || (right < to && keys[order[right]] > keys[order[left]]);
      merged[i] = takeRight ? order[right++] : order[left++];
    }
  }
}
