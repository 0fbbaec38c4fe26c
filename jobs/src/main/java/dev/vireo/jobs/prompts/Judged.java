package dev.vireo.jobs.prompts;

import java.io.Serializable;

/**
 * A row after it was looked at: a record, or why there is none.
 *
 * @param place where the row stands, for messages
 * @param record what was made of it; null if nothing
 * @param problem why the stage cannot go on, or null
 * @param dropped whether the row was left out
 * @param <T> class of the record
 */
record Judged<T>(String place, T record, String problem, boolean dropped) implements Serializable {

  static <T> Judged<T> good(String place, T record) {
    return new Judged<>(place, record, null, false);
  }

  /** A row that does not fit: an error or left out, as the settings say. */
  static <T> Judged<T> misfit(String place, Misfit misfit, String problem) {
    return misfit == Misfit.DROP
        ? new Judged<>(place, null, null, true)
        : new Judged<>(place, null, problem, false);
  }

  static <T> Judged<T> bad(String place, String problem) {
    return new Judged<>(place, null, problem, false);
  }
}
