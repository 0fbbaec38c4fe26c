package dev.vireo.models.chat;

import dev.vireo.algorithms.InputException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inputs of a template other than the messages.
 *
 * @param addGenerationPrompt whether to end the text with the start of the assistant's next message
 * @param variables further variables of the template, such as {@code enable_thinking}: texts, truth
 *     values, whole numbers up to 2^53, and lists and string-keyed maps of these
 * @param now the time that {@code strftime_now} formats; if empty, a template that calls it is
 *     refused
 */
public record ChatOptions(
    boolean addGenerationPrompt, Map<String, Object> variables, Optional<LocalDateTime> now) {
  private static final long LARGEST = 1L << 53;

  public ChatOptions {
    Map<String, Object> copy = new LinkedHashMap<>();
    variables.forEach((name, value) -> copy.put(name, checked(name, value)));
    variables = Collections.unmodifiableMap(copy);
  }

  /** The options with a generation prompt, and without variables and date. */
  public static ChatOptions defaults() {
    return new ChatOptions(true, Map.of(), Optional.empty());
  }

  private static Object checked(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, entry) -> copy.put(String.valueOf(key), checked(name, entry)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(checked(name, element)));
      return Collections.unmodifiableList(copy);
    }
    boolean whole =
        (value instanceof Integer || value instanceof Long)
            && Math.abs(((Number) value).longValue()) <= LARGEST;
    if (value == null || value instanceof String || value instanceof Boolean || whole) {
      return value;
    }
    throw new InputException(
        "The chat variable %s is %s; it must be a text, true, false, a whole number, or a list or map of these"
            .formatted(name, value));
  }
}
