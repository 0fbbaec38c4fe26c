package dev.vireo.jobs.data.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Secret;
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
 * How prompts, and what is learned from, go through a model's chat template.
 *
 * @param wrap whether a plain prompt becomes one user message, and a completion the assistant's; a
 *     messages column does not need it
 * @param system text of a system message put before messages that begin without one; null for none
 * @param template which of the model's templates to use, if there are several
 * @param variables names the template reads, such as {@code enable_thinking}
 * @param date the date, as 2026-03-07, given to a template that asks for today's; null refuses such
 *     a template, since a run must not depend on the day
 */
public record ChatSettings(
    boolean wrap, String system, String template, Map<String, Object> variables, String date)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ChatSettings {
    if (template == null || template.isBlank()) {
      throw new InputException("chat: template is blank; the usual one is named default");
    }
    if (system != null && system.isBlank()) {
      throw new InputException("chat: system is blank; leave it out for no system message");
    }
    Map<String, Object> copy =
        variables == null ? new LinkedHashMap<>() : new LinkedHashMap<>(variables);
    // What a template is told becomes part of the prompts, which everybody may read.
    copy.replaceAll((name, value) -> Secret.reveal(value));
    variables = Collections.unmodifiableMap(copy);
    options(variables, date, true);
  }

  /** No wrapping, no system message, the usual template. */
  public static ChatSettings defaults() {
    return new ChatSettings(false, null, "default", Map.of(), null);
  }

  /**
   * Checks these settings together with those of the texts they are for.
   *
   * @param what whose settings they are, for messages
   * @param messagesColumn column with messages, or null
   * @param template whether the text is made of columns by a template
   * @throws InputException if one rules out another
   */
  public void check(String what, String messagesColumn, boolean template) {
    if (messagesColumn != null && (template || wrap)) {
      throw new InputException(
          what
              + ": messages-column provides the whole text; leave out text templates and"
              + " chat.wrap");
    }
    if (messagesColumn == null && !wrap && !equals(defaults())) {
      throw new InputException(
          what + ": the settings under chat have no effect; set messages-column or chat.wrap");
    }
  }

  /**
   * What the template is told.
   *
   * @param generationPrompt whether the text ends where the completion begins
   */
  public ChatOptions options(boolean generationPrompt) {
    return options(variables, date, generationPrompt);
  }

  private static ChatOptions options(
      Map<String, Object> variables, String date, boolean generationPrompt) {
    Optional<LocalDateTime> now = Optional.empty();
    if (date != null) {
      try {
        now = Optional.of(LocalDate.parse(date).atStartOfDay());
      } catch (DateTimeParseException e) {
        throw new InputException("chat: date is '" + date + "'; write it as 2026-03-07", e);
      }
    }
    return new ChatOptions(generationPrompt, variables, now);
  }
}
