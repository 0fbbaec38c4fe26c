package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import java.util.function.Supplier;

/**
 * A configuration with every default filled in.
 *
 * @param <R> the settings record
 * @param source the file, and whether settings were given on top of it; for messages
 * @param settings the validated settings, secrets included: not for printing
 * @param redacted the same as a tree, secrets still written as <code>${env:NAME}</code>: what logs,
 *     {@code run.json} and manifests may show
 */
public record ResolvedConfig<R extends Record>(String source, R settings, JsonNode redacted) {

  /** Copies the tree. */
  public ResolvedConfig {
    redacted = redacted.deepCopy();
  }

  /** A copy of the tree without secrets. */
  @Override
  public JsonNode redacted() {
    return redacted.deepCopy();
  }

  /**
   * What is found by looking further than at single values, such as whether two go together.
   *
   * @throws InputException naming the file before what is wrong in it
   */
  public <T> T checked(Supplier<T> check) {
    try {
      return check.get();
    } catch (InputException e) {
      throw e.getMessage().startsWith(source)
          ? e
          : new InputException(source + ": " + e.getMessage(), e);
    }
  }

  /** The same of a check that finds nothing else. */
  public void check(Runnable check) {
    checked(
        () -> {
          check.run();
          return null;
        });
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
