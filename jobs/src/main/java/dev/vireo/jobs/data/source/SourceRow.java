package dev.vireo.jobs.data.source;

import java.io.Serializable;

/**
 * One row of a source, or what is wrong with it. The arrays are not copied.
 *
 * @param place where it stands, up to the number: {@code data/p.jsonl line}
 * @param number its line, or row, from 1; 0 if the place says everything
 * @param values the columns that were asked for, as text; null if there is none
 * @param problem why the row cannot be used, or null; then the values mean nothing
 */
public record SourceRow(String place, long number, String[] values, String problem)
    implements Serializable {
  static SourceRow good(String place, long number, String[] values) {
    return new SourceRow(place, number, values, null);
  }

  static SourceRow bad(String place, long number, String problem) {
    return new SourceRow(place, number, new String[0], problem);
  }

  /** The row's place in full, for messages. */
  public String where() {
    return number == 0 ? place : place + " " + number;
  }
}
