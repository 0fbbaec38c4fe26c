package dev.vireo.jobs.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a source and the fields within them, as far as they are known before it is read.
 */
final class SourceColumns {
  /** Stands for whatever is in a list, or for every key of a map. */
  static final String ANY = "*";

  private final Map<String, SourceColumns> fields = new LinkedHashMap<>();

  /** The column or field of this name, which is added where it is new. */
  SourceColumns add(String name) {
    return fields.computeIfAbsent(name, key -> new SourceColumns());
  }

  /** Adds whatever fields a value has. */
  void learn(JsonNode value) {
    if (value.isObject()) {
      value.properties().forEach(field -> add(field.getKey()).learn(field.getValue()));
    } else if (value.isArray()) {
      SourceColumns any = add(ANY);
      value.forEach(any::learn);
    }
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  List<String> names() {
    return List.copyOf(fields.keySet());
  }

  /**
   * Why there is no such column or field; null where there is one.
   *
   * @param name as it stands in the settings
   */
  String missing(String name) {
    ColumnPath path = ColumnPath.of(name, fields.keySet()).orElse(null);
    if (path == null) {
      return "has no column '%s'; it has %s".formatted(name, fields.keySet());
    }
    String place = path.root();
    SourceColumns at = fields.get(path.root());
    for (String step : path.steps()) {
      SourceColumns next = at.fields.get(step);
      if (next == null && (at.fields.containsKey(ANY))) {
        next = at.fields.get(ANY);
      }
      if (next == null) {
        return at.isEmpty()
            ? "has no '%s': column '%s' has no fields".formatted(name, place)
            : "has no '%s': column '%s' has the fields %s"
                .formatted(name, place, at.fields.keySet());
      }
      place += "." + step;
      at = next;
    }
    return null;
  }

  /** The paths of names, none of which is {@link #missing}. */
  List<ColumnPath> paths(Collection<String> wanted) {
    List<ColumnPath> paths = new ArrayList<>();
    for (String name : wanted) {
      paths.add(ColumnPath.of(name, fields.keySet()).orElseThrow());
    }
    return paths;
  }
}
