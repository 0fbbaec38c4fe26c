package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** A run's configuration as a list of keys with dots, so that runs can be compared line by line. */
final class FlatSettings {

  private FlatSettings() {}

  /** The values by key; entries of a list that have a name go by it, others by their place. */
  static Map<String, String> of(JsonNode settings) {
    TreeMap<String, String> flat = new TreeMap<>();
    add(flat, "", settings);
    return flat;
  }

  private static void add(Map<String, String> flat, String key, JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      value
          .properties()
          .forEach(
              each ->
                  add(
                      flat,
                      key.isEmpty() ? each.getKey() : key + "." + each.getKey(),
                      each.getValue()));
    } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
      for (int i = 0; i < value.size(); i++) {
        String name = value.get(i).path("name").asText(value.get(i).path("type").asText("" + i));
        add(flat, key + "[" + name + "]", value.get(i));
      }
    } else {
      flat.put(key, value.isTextual() ? value.asText() : value.toString());
    }
  }
}
