package dev.vireo.algorithms.sampling;

import java.util.stream.IntStream;

/** Chooses some of many, evenly and deterministically. */
public final class EvenPlaces {
  private EvenPlaces() {}

  /**
   * The middle of each of {@code count} equal parts.
   *
   * @param total number to choose from, at least 0
   * @param count number to choose, at least 0; if greater than {@code total}, all are chosen
   * @return distinct indices from 0, ascending
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
