package dev.vireo.jobs.prompts;

import dev.vireo.jobs.source.SourceRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The columns a stage reads of a source, and a row's values by their names. */
final class SourceColumns implements Serializable {

  private static final long serialVersionUID = 1L;
  private final ArrayList<String> names;

  /** The columns named, in order, each once; null is none. */
  SourceColumns(List<String> names) {
    LinkedHashSet<String> once = new LinkedHashSet<>(names);
    once.remove(null);
    this.names = new ArrayList<>(once);
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** A row's value; null where the row or the column has none. */
  String value(SourceRow row, String column) {
    return column == null ? null : row.values()[names.indexOf(column)];
  }
}
