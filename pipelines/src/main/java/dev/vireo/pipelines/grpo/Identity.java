package dev.vireo.pipelines.grpo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The part of a configuration that makes a run what it is. What may change between two calls of the
 * same run is left out: where it lies, how long it goes on, what is kept and how often it is
 * judged.
 */
final class Identity {

  private static final List<String> FREE =
      List.of("run", "iterations", "checkpoints", "evaluation");

  private Identity() {}

  static JsonNode of(JsonNode configuration) {
    ObjectNode identity = configuration.deepCopy();
    FREE.forEach(identity::remove);
    withoutPath(identity.path("prompts"));
    withoutPath(identity.path("policy"));
    for (JsonNode phase : identity.path("fine-tuning")) {
      withoutPath(phase.path("demonstrations"));
    }
    return identity;
  }

  /** Inputs are known by their content, which every stage's fingerprint holds. */
  private static void withoutPath(JsonNode section) {
    if (section instanceof ObjectNode object) {
      object.remove(List.of("path", "model"));
    }
  }
}
