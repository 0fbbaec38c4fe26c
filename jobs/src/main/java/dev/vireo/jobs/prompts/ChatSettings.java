package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.chat.ChatOptions;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How prompts go through the policy's chat template.
 *
 * @param wrap whether a plain prompt becomes one user message; a messages column needs it not
 * @param system text of a system message put before messages that begin without one; null for none
 * @param template which of several templates of the model
 * @param variables names the template reads, such as {@code enable_thinking}
 * @param date the day, as 2026-03-07, that a template which asks for today's is told; null refuses
 *     such a template, as a run must not depend on the day it is on
 */
public record ChatSettings(
    boolean wrap, String system, String template, Map<String, Object> variables, String date)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ChatSettings {
    if (template == null || template.isBlank()) {
      throw new InputException("chat: template is blank; default is the usual one's name");
    }
    if (system != null && system.isBlank()) {
      throw new InputException("chat: system is blank; leave it out for no system message");
    }
    Map<String, Object> copy =
        variables == null ? new LinkedHashMap<>() : new LinkedHashMap<>(variables);
    variables = Collections.unmodifiableMap(copy);
    options(variables, date);
  }

  /** No wrapping, no system message, the usual template. */
  public static ChatSettings defaults() {
    return new ChatSettings(false, null, "default", Map.of(), null);
  }

  /** What the template is told: it ends where the completion begins. */
  public ChatOptions options() {
    return options(variables, date);
  }

  private static ChatOptions options(Map<String, Object> variables, String date) {
    Optional<LocalDateTime> now = Optional.empty();
    if (date != null) {
      try {
        now = Optional.of(LocalDate.parse(date).atStartOfDay());
      } catch (DateTimeParseException e) {
        throw new InputException("chat: date is '" + date + "'; write it as 2026-03-07", e);
      }
    }
    return new ChatOptions(true, variables, now);
  }
}
