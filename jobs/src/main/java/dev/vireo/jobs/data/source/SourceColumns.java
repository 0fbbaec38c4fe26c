package dev.vireo.jobs.data.source;

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
  /** Stands for every place in a list. */
  static final String PLACE = "[]";

  /** Stands for every key of a map. */
  static final String KEY = "*";

  private final Map<String, SourceColumns> fields = new LinkedHashMap<>();

  /** The column or field of this name, which is added if it is new. */
  SourceColumns add(String name) {
    return fields.computeIfAbsent(name, key -> new SourceColumns());
  }

  /** Adds the fields of a value. */
  void learn(JsonNode value) {
    if (value.isObject()) {
      value.properties().forEach(field -> add(field.getKey()).learn(field.getValue()));
    } else if (value.isArray()) {
      SourceColumns any = add(PLACE);
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
   * Why there is no such column or field; null if there is one.
   *
   * @param name as it is in the settings
   */
  String missing(String name) {
    ColumnPath path = ColumnPath.of(name, fields.keySet()).orElse(null);
    if (path == null) {
      return "has no column '%s'; it has %s".formatted(name, fields.keySet());
    }
    String place = path.root();
    SourceColumns at = fields.get(path.root());
    for (String step : path.steps()) {
      SourceColumns next = at.within(step);
      if (next == null) {
        return "has no '%s': column '%s' %s".formatted(name, place, at.described(place));
      }
      place += "." + step;
      at = next;
    }
    return null;
  }

  private SourceColumns within(String step) {
    if (fields.containsKey(PLACE)) {
      return ColumnPath.isPlace(step) ? fields.get(PLACE) : null;
    }
    return fields.getOrDefault(step, fields.get(KEY));
  }

  private String described(String name) {
    if (fields.containsKey(PLACE)) {
      return "is a list; name an index, such as %s.0".formatted(name);
    }
    return isEmpty() ? "has no fields" : "has the fields " + fields.keySet();
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
