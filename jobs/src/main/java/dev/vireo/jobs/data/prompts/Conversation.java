package dev.vireo.jobs.data.prompts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.models.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The messages of a row, or why there are none.
 *
 * @param messages role and content, in order
 * @param problem why the row cannot be used, or null; then there are messages
 */
public record Conversation(List<ChatMessage> messages, String problem) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Conversation {
    messages = List.copyOf(messages);
  }

  /**
   * Whether a text is meant for messages: the JSON of a list of objects, each with a role, or with
   * the sender that other tools name; or what Python prints of such a list.
   */
  public static boolean isIn(String text) {
    if (text == null || !text.startsWith("[")) {
      return false;
    }
    if (text.startsWith("[{'") && text.contains("'role'") && text.contains("'content'")) {
      return true;
    }
    if (!text.contains("\"role\"") && !text.contains("\"from\"")) {
      return false;
    }
    JsonNode list;
    try {
      list = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return false;
    }
    for (JsonNode message : list) {
      if (!message.path("role").isTextual() && !isSent(message)) {
        return false;
      }
    }
    return !list.isEmpty();
  }

  /**
   * What the policy is asked: the JSON of a column, a list of {@code {"role": ..., "content":
   * ...}}, the last of which is not the assistant's.
   */
  public static Conversation asked(String column, String json) {
    Conversation parsed = parse(column, json);
    return parsed.problem() == null && parsed.endsWithAssistant()
        ? problem(column, "that end with the assistant's; leave out what the policy is to write")
        : parsed;
  }

  /** What the policy may learn from: the same, but the last of several is the assistant's. */
  public static Conversation answered(String column, String json) {
    return answered(column, parse(column, json));
  }

  /** The same, in two columns, either of which may hold messages. */
  public static Conversation answered(
      String promptColumn, String prompt, String completionColumn, String completion) {
    Conversation asked =
        isIn(prompt) ? asked(promptColumn, prompt) : of(new ChatMessage("user", prompt));
    Conversation answer =
        isIn(completion)
            ? parse(completionColumn, completion)
            : of(new ChatMessage("assistant", completion));
    if (asked.problem() != null || answer.problem() != null) {
      return asked.problem() != null ? asked : answer;
    }
    List<ChatMessage> all = new ArrayList<>(asked.messages());
    all.addAll(answer.messages());
    return answered(completionColumn, new Conversation(all, null));
  }

  /** A conversation of one message. */
  static Conversation of(ChatMessage message) {
    return new Conversation(List.of(message), null);
  }

  private static Conversation answered(String column, Conversation parsed) {
    if (parsed.problem() != null) {
      return parsed;
    }
    if (!parsed.endsWithAssistant()) {
      return problem(column, "that do not end with the assistant's, which the policy is to learn");
    }
    return parsed.messages().size() == 1
        ? problem(column, "that are all the assistant's; begin with what it was asked")
        : parsed;
  }

  /** The messages of a text that {@link #isIn} says has some; none if one cannot be read. */
  public static List<ChatMessage> messages(String json) {
    return parse("", json).messages();
  }

  /** Why messages that {@link #isIn} finds in a text cannot be read; null if they can. */
  public static String mistake(String text) {
    return isIn(text) ? parse("", text).problem() : null;
  }

  private static Conversation parse(String column, String json) {
    JsonNode list;
    try {
      list = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return problem(
          column,
          "that are not JSON; write them with Python's json.dumps, or as a list in JSON lines or"
              + " Parquet");
    }
    if (list == null || !list.isArray() || list.isEmpty()) {
      return problem(column, "that are not a list of {\"role\": ..., \"content\": ...}");
    }
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : list) {
      String problem = problem(message);
      if (problem != null) {
        return problem(column, problem);
      }
      messages.add(
          new ChatMessage(message.get("role").textValue(), message.get("content").textValue()));
    }
    return new Conversation(messages, null);
  }

  /** The messages, with a system message before them unless they begin with one. */
  public List<ChatMessage> with(String system) {
    if (system == null || messages.get(0).role().equals("system")) {
      return messages;
    }
    List<ChatMessage> all = new ArrayList<>(messages);
    all.add(0, new ChatMessage("system", system));
    return all;
  }

  private boolean endsWithAssistant() {
    return messages.get(messages.size() - 1).role().equals("assistant");
  }

  private static boolean isSent(JsonNode message) {
    return message.path("from").isTextual() && message.has("value");
  }

  private static String problem(JsonNode message) {
    if (isSent(message)) {
      return "with 'from' and 'value'; name these role and content, and the roles user and"
          + " assistant";
    }
    for (String field : List.of("role", "content")) {
      if (!message.path(field).isTextual()) {
        return "one of which has no text under '%s'".formatted(field);
      }
    }
    if (message.get("role").textValue().isBlank()) {
      return "one of which has a blank role";
    }
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      boolean known = field.getKey().equals("role") || field.getKey().equals("content");
      if (!known && !field.getValue().isNull()) {
        return "one of which has '%s'; only role and content are read".formatted(field.getKey());
      }
    }
    return null;
  }

  private static Conversation problem(String column, String what) {
    String place = column.isEmpty() ? "" : "(column '%s') ".formatted(column);
    return new Conversation(List.of(), "has messages " + place + what);
  }
}
