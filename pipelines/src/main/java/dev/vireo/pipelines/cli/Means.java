package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Numbers of a run for people and for programs; one that was not measured is absent. */
final class Means {

  private Means() {}

  /** A number in a format, or {@code none}. */
  static String text(String format, double value) {
    return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, format, value);
  }

  /** Numbers by name, in order of the names; null if none was measured. */
  static ObjectNode json(Map<String, Double> means) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(means).forEach((name, mean) -> json.put(name, Double.isNaN(mean) ? null : mean));
    return json;
  }
}
