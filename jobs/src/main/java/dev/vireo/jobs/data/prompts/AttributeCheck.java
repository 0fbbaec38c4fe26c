package dev.vireo.jobs.data.prompts;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/** What somebody who comes later needs of each prompt's attributes; it travels with tasks. */
@FunctionalInterface
public interface AttributeCheck extends Serializable {

  /** Asks for nothing. */
  AttributeCheck NONE = attributes -> Optional.empty();

  /**
   * What is wrong with a prompt, as the end of a sentence that begins with its row.
   *
   * @param attributes its attributes by their columns
   */
  Optional<String> problem(Map<String, String> attributes);
}
