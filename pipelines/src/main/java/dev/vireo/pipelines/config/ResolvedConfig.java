package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A configuration with every default filled in.
 *
 * @param <R> the settings record
 * @param settings the validated settings, secrets included: not for printing
 * @param redacted the same as a tree, secrets still written as <code>${env:NAME}</code>: what logs,
 *     {@code run.json} and manifests may show
 */
public record ResolvedConfig<R extends Record>(R settings, JsonNode redacted) {

  /** Copies the tree. */
  public ResolvedConfig {
    redacted = redacted.deepCopy();
  }

  /** A copy of the tree without secrets. */
  @Override
  public JsonNode redacted() {
    return redacted.deepCopy();
  }

  /** The tree without secrets, as indented JSON in the order of the record's components. */
  public String toJson() {
    return redacted.toPrettyString();
  }

  /** The tree without secrets, in one line. */
  @Override
  public String toString() {
    return redacted.toString();
  }
}
