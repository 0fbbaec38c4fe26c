package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is read of each row.
 *
 * @param paths the columns, or fields within them
 * @param needed how many of them, from the first, each row must have
 */
record WantedColumns(List<ColumnPath> paths, int needed) implements Serializable {
  WantedColumns {
    paths = List.copyOf(paths);
  }

  /** The columns that are to be read, regardless of their use. */
  Set<String> roots() {
    Set<String> roots = new LinkedHashSet<>();
    paths.forEach(path -> roots.add(path.root()));
    return roots;
  }

  /** A row of an object, which has a field for each of its columns. */
  SourceRow row(ObjectNode object, SourceFile file, String place, long number) {
    String[] values = new String[paths.size()];
    for (int i = 0; i < values.length; i++) {
      ColumnPath path = paths.get(i);
      JsonNode column = object.get(path.root());
      if (column != null) {
        values[i] = Values.text(path.within(column));
      } else if (file.folders().containsKey(path.root())) {
        values[i] = file.folders().get(path.root());
      } else if (i < needed) {
        List<String> there = new ArrayList<>();
        object.fieldNames().forEachRemaining(there::add);
        return SourceRow.bad(
            place, number, "has no column '%s'; it has %s".formatted(path.root(), there));
      }
    }
    return SourceRow.good(place, number, values);
  }
}
