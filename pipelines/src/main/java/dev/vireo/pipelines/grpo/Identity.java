package dev.vireo.pipelines.grpo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The part of a configuration that some stage reads: what may be named as the reason why one would
 * be done again. Where things lie, how long a run goes on, what is saved and kept and how often it
 * is judged is left out.
 */
final class Identity {

  private static final List<String> FREE =
      List.of("run", "device", "gradient-exchange", "iterations", "checkpoints");

  private static final List<String> INPUTS = List.of("path", "model");
  private static final String MODEL_REWARD = "sequence-classifier";
  private static final List<String> SAVING = List.of("checkpoint-every");
  private static final List<String> DECISIVE = List.of("model", "dialect", "logprobs");

  private Identity() {}

  /** What {@code run.json} keeps: all but the place of the run, and a key that was written out. */
  static JsonNode recorded(JsonNode configuration) {
    ObjectNode recorded = configuration.deepCopy();
    recorded.remove("run");
    without(recorded.path("rollouts").path("server"), List.of("api-key"));
    return recorded;
  }

  static JsonNode of(JsonNode configuration) {
    ObjectNode identity = configuration.deepCopy();
    FREE.forEach(identity::remove);
    without(identity.path("evaluation"), List.of("every"));
    withoutPlace(identity.path("rollouts"));
    withoutNoStop(identity.path("rollouts"));
    withoutPath(identity.path("prompts"));
    withoutNoEscape(identity.path("prompts"));
    withoutPath(identity.path("policy"));
    withoutNoAdapter(identity.path("policy"));
    withoutUsualTokens(identity.path("policy"));
    withoutPath(identity.path("reward-model").path("preferences"));
    withoutNoEscape(identity.path("reward-model").path("preferences"));
    for (JsonNode reward : identity.path("rewards")) {
      withoutModelsPlace(reward);
    }
    withoutRemembering(identity.path("update"));
    without(identity.path("update"), SAVING);
    for (JsonNode phase : identity.path("fine-tuning")) {
      withoutPath(phase.path("demonstrations"));
      withoutNoChat(phase.path("demonstrations"));
      withoutNoEscape(phase.path("demonstrations"));
      withoutRemembering(phase.path("training"));
      without(phase.path("training"), SAVING);
    }
    return identity;
  }

  /**
   * Of a server only what decides completions counts, and never its key, even where it was written
   * out. The local engine goes unnamed, as in runs from before there was another.
   */
  private static void withoutPlace(JsonNode rollouts) {
    if (rollouts instanceof ObjectNode object) {
      if (object.path("engine").asText().equals("local")) {
        object.remove(List.of("engine", "server"));
      } else if (object.path("server") instanceof ObjectNode server) {
        server.retain(DECISIVE);
      }
    }
  }

  /** Training all parameters goes unnamed, as in runs from before there were adapters. */
  private static void withoutNoAdapter(JsonNode policy) {
    if (policy.path("adapter").isNull()) {
      without(policy, List.of("adapter"));
    }
  }

  /** No further ends go unnamed, as in runs from before there could be any. */
  private static void withoutNoStop(JsonNode rollouts) {
    if (rollouts.path("stop").isEmpty()) {
      without(rollouts, List.of("stop"));
    }
  }

  /** What is usual goes unnamed; where it changes tokens, the fingerprints of stages tell. */
  private static void withoutUsualTokens(JsonNode policy) {
    if (policy.path("special-tokens").asText().equals("auto")) {
      without(policy, List.of("special-tokens"));
    }
  }

  /** Plain text goes unnamed, as in runs from before demonstrations could be conversations. */
  private static void withoutNoChat(JsonNode demonstrations) {
    boolean plain = demonstrations.path("messages-column").isNull();
    if (plain && !demonstrations.path("chat").path("wrap").asBoolean()) {
      without(demonstrations, List.of("messages-column", "chat"));
    }
  }

  /** Doubled quotes go unnamed, as in runs from before CSV could have others. */
  private static void withoutNoEscape(JsonNode source) {
    if (source.path("csv-escape").isNull()) {
      without(source, List.of("csv-escape"));
    }
  }

  /** A reward model, too, is known by its content. */
  private static void withoutModelsPlace(JsonNode reward) {
    if (reward.path("type").asText().equals(MODEL_REWARD)) {
      without(reward.path("options"), List.of("path"));
    }
  }

  /** Remembering layers goes unnamed, as in runs from before it was a choice. */
  private static void withoutRemembering(JsonNode training) {
    if (!training.path("recompute").asBoolean()) {
      without(training, List.of("recompute"));
    }
  }

  /** Inputs are known by their content, which every stage's fingerprint holds. */
  private static void withoutPath(JsonNode section) {
    without(section, INPUTS);
  }

  private static void without(JsonNode section, List<String> keys) {
    if (section instanceof ObjectNode object) {
      object.remove(keys);
    }
  }
}
