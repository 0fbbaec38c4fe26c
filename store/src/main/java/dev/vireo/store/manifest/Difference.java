package dev.vireo.store.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One change between two fingerprints.
 *
 * @param name what changed: a setting's dotted name, or an input
 * @param before its old value as JSON text; empty if it was absent
 * @param after its new value as JSON text; empty if it was removed
 */
public record Difference(String name, Optional<String> before, Optional<String> after) {
  private static final String NONE = "(none)";

  /** The settings that differ between two JSON values, by dotted name. */
  public static List<Difference> between(JsonNode before, JsonNode after) {
    List<Difference> found = new ArrayList<>();
    compare("", before, after, found);
    return found;
  }

  private static void compare(
      String name, JsonNode before, JsonNode after, List<Difference> found) {
    if (before != null && after != null && before.isObject() && after.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String each : names) {
        String dotted = name.isEmpty() ? each : name + "." + each;
        compare(dotted, before.get(each), after.get(each), found);
      }
      return;
    }
    if (before != null && after != null && before.isArray() && after.isArray()) {
      for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
        compare(name + "." + i, before.get(i), after.get(i), found);
      }
      return;
    }
    add(
        found,
        name,
        Optional.ofNullable(before).map(CanonicalJson::write),
        Optional.ofNullable(after).map(CanonicalJson::write));
  }

  static void add(
      List<Difference> found, String name, Optional<String> before, Optional<String> after) {
    if (!before.equals(after)) {
      found.add(new Difference(name, before, after));
    }
  }

  @Override
  public String toString() {
    if (name.startsWith("input ")) {
      return name + (before.isEmpty() ? " is new" : after.isEmpty() ? " is gone" : " has changed");
    }
    return name + " " + before.orElse(NONE) + " -> " + after.orElse(NONE);
  }
}
