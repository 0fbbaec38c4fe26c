package dev.vireo.jobs.rewards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.chat.ChatMessage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Completions as rewards outside this process see them: a JSON object of lists, one element for
 * each completion, under the names that TRL's trainers pass to reward functions.
 */
public final class CompletionColumns {
  /** The list of completions: texts, or lists of one message. */
  public static final String COMPLETIONS = "completions";

  private static final Set<String> OWN =
      Set.of("prompts", COMPLETIONS, "completion_ids", "prompt_id", "stopped");

  private CompletionColumns() {}

  /** Whether a column is there whatever the prompts have. */
  public static boolean isAlwaysThere(String name) {
    return OWN.contains(name) || name.equals("answer");
  }

  /**
   * The columns: {@code prompts}, {@code completions}, {@code completion_ids}, {@code prompt_id},
   * {@code answer}, {@code stopped}, and the prompts' attributes as text, null where a prompt has
   * none. An attribute called {@code answer} takes the answer's place; one with another of these
   * names is left out.
   *
   * @param messagesColumn attribute with the messages that a completion answers, which are the
   *     prompts then, and completions the assistant's message, or those of a conversation; null for
   *     texts
   * @throws InputException if a prompt has no messages there
   */
  public static ObjectNode of(List<RewardInput> inputs, String messagesColumn) {
    ObjectNode columns = SettingsMapper.mapper().createObjectNode();
    ArrayNode prompts = columns.putArray("prompts");
    ArrayNode completions = columns.putArray(COMPLETIONS);
    ArrayNode tokens = columns.putArray("completion_ids");
    ArrayNode ids = columns.putArray("prompt_id");
    ArrayNode stopped = columns.putArray("stopped");
    ArrayNode answers = columns.putArray("answer");
    for (RewardInput input : inputs) {
      if (messagesColumn == null) {
        prompts.add(input.prompt());
        completions.add(input.completion());
      } else {
        prompts.add(messages(input, messagesColumn));
        said(input, completions.addArray());
      }
      ArrayNode completionTokens = tokens.addArray();
      input.completionIds().forEach(completionTokens::add);
      ids.add(input.promptId());
      stopped.add(input.stopped());
      answers.add(input.answer().orElse(null));
    }
    for (String name : attributes(inputs)) {
      ArrayNode values = columns.putArray(name);
      inputs.forEach(input -> values.add(input.attributes().get(name)));
    }
    return columns;
  }

  private static void said(RewardInput input, ArrayNode messages) {
    if (input.conversation().isEmpty()) {
      messages.addObject().put("role", "assistant").put("content", input.completion());
      return;
    }
    for (ChatMessage message : input.conversation().get().messages()) {
      messages.addObject().put("role", message.role()).put("content", message.content());
    }
  }

  private static Set<String> attributes(List<RewardInput> inputs) {
    Set<String> names = new TreeSet<>();
    inputs.forEach(input -> names.addAll(input.attributes().keySet()));
    names.removeAll(OWN);
    return names;
  }

  private static JsonNode messages(RewardInput input, String column) {
    String text = input.attributes().get(column);
    if (text == null) {
      throw new InputException(
          "prompt '%s' has no value under '%s'; name the column in prompts.attribute-columns, and give each prompt a value"
              .formatted(input.promptId(), column));
    }
    try {
      JsonNode messages = SettingsMapper.mapper().readTree(text);
      if (messages.isArray()) {
        return messages;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new InputException(
        "prompt '%s': its value under '%s' is not a list of messages; leave out option 'messages-column', or name another"
            .formatted(input.promptId(), column));
  }
}
