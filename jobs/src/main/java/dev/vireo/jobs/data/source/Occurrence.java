package dev.vireo.jobs.data.source;

import java.io.Serializable;

/**
 * An id that occurs more than once.
 *
 * @param count how often
 * @param first the place where it occurs first
 * @param second the place where it occurs next
 */
record Occurrence(String id, long count, long first, long second) implements Serializable {

  static Occurrence once(String id, long place) {
    return new Occurrence(id, 1, place, Long.MAX_VALUE);
  }

  /** This, with a further place, wherever it is. */
  Occurrence and(long place) {
    long next = Math.min(second, Math.max(first, place));
    return new Occurrence(id, count + 1, Math.min(first, place), next);
  }
}
