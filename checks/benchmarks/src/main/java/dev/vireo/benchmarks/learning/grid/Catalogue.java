package dev.vireo.benchmarks.learning.grid;

import dev.vireo.algorithms.InputException;
import java.util.Map;

/**
 * What grids name.
 *
 * @param prepared runs that cells go on from, made once for each seed
 * @param tasks by name
 * @param conditions by name
 * @param rules by name
 */
public record Catalogue(
    Map<String, Variant> prepared,
    Map<String, Task> tasks,
    Map<String, Variant> conditions,
    Map<String, Variant> rules) {

  /** Nothing. */
  public static Catalogue defaults() {
    return new Catalogue(Map.of(), Map.of(), Map.of(), Map.of());
  }

  /**
   * What a name stands for.
   *
   * @param kind what it is called in the error
   * @throws InputException if there is nothing of that name
   */
  static <T> T named(String kind, Map<String, T> all, String name) {
    T found = all.get(name);
    if (found == null) {
      throw new InputException(
          "there is no %s '%s'; the catalogue has %s"
              .formatted(kind, name, String.join(", ", all.keySet().stream().sorted().toList())));
    }
    return found;
  }
}
