package dev.vireo.jobs.environments.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.environments.Environment;
import dev.vireo.jobs.environments.EnvironmentInput;
import dev.vireo.jobs.environments.EnvironmentStep;
import dev.vireo.jobs.runtime.python.PythonProgram;
import dev.vireo.jobs.runtime.python.PythonWorkers;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.chat.ChatMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A function in Python as an environment; it travels with tasks, and the files with it.
 *
 * @param program the function and what runs it
 * @param needs the arguments that it cannot be called without
 */
record PythonConversations(PythonProgram program, List<String> needs) implements Environment {
  private static final long serialVersionUID = 1L;

  private static final Set<String> OWN = Set.of("messages", "prompt", "prompt_id", "answer");

  @Override
  public EnvironmentStep step(EnvironmentInput conversation) {
    return steps(List.of(conversation)).get(0);
  }

  @Override
  public List<EnvironmentStep> steps(List<EnvironmentInput> conversations) {
    ObjectNode request = SettingsMapper.mapper().createObjectNode();
    ArrayNode asked = request.putArray("conversations");
    conversations.forEach(conversation -> asked.add(arguments(conversation)));
    String about = "about " + Counted.of(conversations.size(), "conversations");
    JsonNode reply = PythonWorkers.with(program, worker -> worker.ask(request, about));
    if (reply.hasNonNull("error")) {
      throw new InputException(
          "%s: %s %s%s"
              .formatted(
                  place(conversations, reply.path("index").asInt()),
                  program.described(),
                  reply.path("raised").asBoolean() ? "raised " : "",
                  reply.path("error").asText()));
    }
    List<EnvironmentStep> steps = new ArrayList<>();
    for (JsonNode step : reply.path("steps")) {
      try {
        steps.add(step(step));
      } catch (InputException e) {
        String place = place(conversations, steps.size());
        throw new InputException(
            "%s: %s %s".formatted(place, program.described(), e.getMessage()), e);
      }
    }
    return steps;
  }

  private static String place(List<EnvironmentInput> conversations, int index) {
    return "prompt '%s'".formatted(conversations.get(index).promptId());
  }

  /** The arguments of one call; an attribute with the name of one of ours is left out. */
  private static ObjectNode arguments(EnvironmentInput conversation) {
    ObjectNode arguments = SettingsMapper.mapper().createObjectNode();
    conversation
        .attributes()
        .forEach(
            (name, value) -> {
              if (!OWN.contains(name)) {
                arguments.put(name, value);
              }
            });
    arguments
        .put("prompt", conversation.prompt())
        .put("prompt_id", conversation.promptId())
        .put("answer", conversation.answer().orElse(null));
    ArrayNode messages = arguments.putArray("messages");
    for (ChatMessage message : conversation.messages()) {
      messages.addObject().put("role", message.role()).put("content", message.content());
    }
    return arguments;
  }

  private static EnvironmentStep step(JsonNode step) {
    List<ChatMessage> messages = new ArrayList<>();
    step.path("messages")
        .forEach(
            message ->
                messages.add(
                    new ChatMessage(
                        message.path("role").asText(), message.path("content").asText())));
    JsonNode reward = step.path("reward");
    return new EnvironmentStep(
        messages,
        reward.isNumber() ? OptionalDouble.of(reward.doubleValue()) : OptionalDouble.empty());
  }

  /** Files count by their content, wherever they are; who runs them and for how long does not. */
  @Override
  public Map<String, Object> identity(Map<String, Object> options) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("function", program.function());
    identity.putAll(program.files().identity());
    return identity;
  }

  @Override
  public List<String> neededColumns() {
    return needs.stream().filter(name -> !OWN.contains(name)).toList();
  }

  /** Nobody knows what a function does: it may ask a server, or a clock. */
  @Override
  public boolean isRepeatable() {
    return false;
  }
}
