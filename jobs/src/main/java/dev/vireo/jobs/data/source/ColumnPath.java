package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A column, or a field within one: {@code reward_model.ground_truth}, {@code prompt.0.content}.
 *
 * @param name as it is written
 * @param root the column
 * @param steps names of fields within it, or places in a list, from 0; empty for the column itself
 */
record ColumnPath(String name, String root, List<String> steps) implements Serializable {
  ColumnPath {
    steps = List.copyOf(steps);
  }

  /** The path of a name; empty if none of the columns is what it begins with. */
  static Optional<ColumnPath> of(String name, Collection<String> columns) {
    if (columns.contains(name)) {
      return Optional.of(new ColumnPath(name, name, List.of()));
    }
    // A column's own name may hold dots.
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      if (columns.contains(name.substring(0, dot))) {
        List<String> steps = List.of(name.substring(dot + 1).split("\\.", -1));
        return Optional.of(new ColumnPath(name, name.substring(0, dot), steps));
      }
    }
    return Optional.empty();
  }

  /** What is there within a value of the column; null if there is nothing. */
  JsonNode within(JsonNode column) {
    JsonNode value = column;
    for (String step : steps) {
      if (value == null) {
        return null;
      }
      value = value.isArray() ? item(value, step) : value.get(step);
    }
    return value;
  }

  private static JsonNode item(JsonNode list, String step) {
    return isPlace(step) ? list.get(Integer.parseInt(step)) : null;
  }

  /** Whether a step is a place in a list. */
  static boolean isPlace(String step) {
    return step.matches("\\d{1,9}");
  }
}
