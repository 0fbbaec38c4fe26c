package dev.vireo.models.chat;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * One message of a conversation.
 *
 * @param role the speaker: {@code system}, {@code user}, {@code assistant}, or another role that
 *     the template knows
 * @param content the message's text
 */
public record ChatMessage(String role, String content) implements Serializable {
  private static final long serialVersionUID = 1L;

  public ChatMessage {
    if (role == null || role.isBlank()) {
      throw new InputException("A message has no role; give it one, such as user");
    }
    if (content == null) {
      throw new InputException("A message of role '" + role + "' has no content; give it a text");
    }
  }
}
