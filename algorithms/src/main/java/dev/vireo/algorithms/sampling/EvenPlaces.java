package dev.vireo.algorithms.sampling;

import java.util.stream.IntStream;

/** Some of many, chosen evenly and without chance. */
public final class EvenPlaces {
  private EvenPlaces() {}

  /**
   * The middle of each of {@code count} equal parts.
   *
   * @param total how many there are to choose from, at least 0
   * @param count how many to choose, at least 0; all where there are no more
   * @return distinct places from 0, ascending
   */
  public static int[] of(int total, int count) {
    if (count >= total) {
      return IntStream.range(0, total).toArray();
    }
    return IntStream.range(0, count)
        .map(i -> (int) ((2L * i + 1) * total / (2L * count)))
        .toArray();
  }
}
