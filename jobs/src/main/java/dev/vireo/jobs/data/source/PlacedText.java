package dev.vireo.jobs.data.source;

import java.io.Serializable;

/**
 * What is said of a row.
 *
 * @param place the row's place, see {@link RowPlace}
 * @param text for messages
 */
record PlacedText(long place, String text) implements Serializable, Comparable<PlacedText> {
  /** The earlier one in the source. */
  static PlacedText first(PlacedText one, PlacedText other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  @Override
  public int compareTo(PlacedText other) {
    return Long.compare(place, other.place);
  }
}
