package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import java.util.Optional;

/**
 * What a configuration's file says, before it is known whose settings they are.
 *
 * @param source the file, for errors
 * @param written its keys and values as they stand there
 */
public record ConfigFile(String source, JsonNode written) {

  /**
   * Reads a file.
   *
   * @param file a path of this machine, or a URI of any Hadoop file system
   * @throws InputException naming the file if it cannot be read or is not YAML
   */
  public static ConfigFile read(String file) {
    return new ConfigFile(file, YamlTree.parse(ConfigText.read(file), file));
  }

  /**
   * The configuration that the file holds under one of its keys.
   *
   * @throws InputException if there is nothing under the key
   */
  public ConfigFile within(String key) {
    if (!written.path(key).isObject()) {
      throw new InputException(
          source + " does not hold a configuration: there is nothing under " + key);
    }
    return new ConfigFile(source, written.path(key));
  }

  /** A text at a key; empty if there is none. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(written.path(key).asText(null));
  }
}
