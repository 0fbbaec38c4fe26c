package dev.vireo.jobs.data.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns are read of a source, each once, regardless of its uses.
 *
 * @param needed columns that every row must have
 * @param optional columns that rows may lack
 */
public record ColumnPlan(List<String> needed, List<String> optional) implements Serializable {
  public ColumnPlan {
    needed = List.copyOf(needed);
    optional = List.copyOf(optional);
  }

  /** A plan without columns. */
  public static ColumnPlan none() {
    return new ColumnPlan(List.of(), List.of());
  }

  /** This, with columns that every row must have; null means no column. */
  public ColumnPlan need(List<String> columns) {
    List<String> more = new ArrayList<>(needed);
    List<String> left = new ArrayList<>(optional);
    for (String column : columns) {
      if (!more.contains(column)) {
        more.add(column);
        left.remove(column);
      }
    }
    return new ColumnPlan(more, left);
  }

  /** This, with a column that every row must have; null means no column. */
  public ColumnPlan need(String column) {
    return column == null ? this : need(List.of(column));
  }

  /** This, with a column that rows may lack; null means no column. */
  public ColumnPlan allow(String column) {
    if (column == null || needed.contains(column) || optional.contains(column)) {
      return this;
    }
    List<String> more = new ArrayList<>(optional);
    more.add(column);
    return new ColumnPlan(needed, more);
  }

  /** The value of a column in a row that was read by this plan; null if there is none. */
  public String value(SourceRow row, String column) {
    int index = needed.indexOf(column);
    return row.values()[index >= 0 ? index : needed.size() + optional.indexOf(column)];
  }
}
