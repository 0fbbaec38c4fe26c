package dev.vireo.store.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Named sums in float64, and their JSON. */
public final class Totals {
  private Totals() {}

  /** Adds {@code more} to {@code sums}, name by name. */
  public static void add(SortedMap<String, Double> sums, Map<String, Double> more) {
    more.forEach((name, value) -> sums.merge(name, value, Double::sum));
  }

  public static ObjectNode tree(Map<String, Double> totals) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    totals.forEach(node::put);
    return node;
  }

  /** Parses totals written by {@link #tree}. JSON has no NaN, so it is stored as text. */
  public static SortedMap<String, Double> parse(JsonNode node) {
    TreeMap<String, Double> totals = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      totals.put(field.getKey(), Double.valueOf(field.getValue().asText()));
    }
    return totals;
  }
}
