package dev.vireo.jobs.source;

import java.io.Serializable;

/**
 * Where an id occurs: how often, and its first two places.
 *
 * @param second {@link Long#MAX_VALUE} where there is no second one
 */
record Occurrence(long count, long first, String firstPlace, long second, String secondPlace)
    implements Serializable {
  static Occurrence of(long index, String place) {
    return new Occurrence(1, index, place, Long.MAX_VALUE, null);
  }

  /** Both together, in whichever order they come. */
  Occurrence merge(Occurrence other) {
    if (other.first < first) {
      return other.merge(this);
    }
    boolean mine = second < other.first;
    return new Occurrence(
        count + other.count,
        first,
        firstPlace,
        mine ? second : other.first,
        mine ? secondPlace : other.firstPlace);
  }

  @Override
  public String toString() {
    return firstPlace + ", " + secondPlace + (count > 2 ? " and " + (count - 2) + " more" : "");
  }
}
