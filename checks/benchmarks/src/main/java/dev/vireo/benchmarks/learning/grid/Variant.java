package dev.vireo.benchmarks.learning.grid;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rule, a condition or a prepared run.
 *
 * @param configuration of a prepared run: a file, from the repository's root
 * @param settings by dotted key, in order
 */
public record Variant(String configuration, Map<String, Object> settings) {

  public Variant {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Without settings. */
  public static Variant defaults() {
    return new Variant(null, Map.of());
  }
}
