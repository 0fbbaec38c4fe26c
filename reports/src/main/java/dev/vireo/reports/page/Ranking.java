package dev.vireo.reports.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the few greatest of many; of equals those that came first. */
final class Ranking<T> {

  private record Entry<T>(double[] keys, long place, T value) {}

  private final int size;
  private final PriorityQueue<Entry<T>> kept =
      new PriorityQueue<>(
          Comparator.<Entry<T>, double[]>comparing(Entry::keys, Arrays::compare)
              .thenComparing(Comparator.<Entry<T>>comparingLong(Entry::place).reversed()));
  private long offered;

  Ranking(int size) {
    this.size = size;
  }

  /**
   * Takes part in the ranking, unless the first key is NaN.
   *
   * @param keys compared one after the other
   */
  void offer(T value, double... keys) {
    if (Double.isNaN(keys[0])) {
      return;
    }
    kept.add(new Entry<>(keys, offered++, value));
    if (kept.size() > size) {
      kept.remove();
    }
  }

  /** How many took part. */
  long offered() {
    return offered;
  }

  /** Those kept, the greatest first. */
  List<T> best() {
    List<Entry<T>> entries = new ArrayList<>(kept);
    entries.sort(kept.comparator().reversed());
    return entries.stream().map(Entry::value).toList();
  }
}
