package dev.vireo.jobs.environments;

import dev.vireo.models.chat.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A conversation, as an {@link Environment} sees it. The attributes are not copied: they are shared
 * by the conversations of a group, and no environment may change them.
 *
 * @param promptId key of the prompt
 * @param prompt the text the policy was given
 * @param answer reference answer; empty if the prompt has none
 * @param attributes further columns of the prompt's source, as text
 * @param messages those since the prompt, without special tokens; the first and the last are the
 *     policy's, of role assistant
 */
public record EnvironmentInput(
    String promptId,
    String prompt,
    Optional<String> answer,
    Map<String, String> attributes,
    List<ChatMessage> messages) {
  public EnvironmentInput {
    Objects.requireNonNull(promptId, "promptId");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(attributes, "attributes");
    messages = List.copyOf(messages);
  }

  /** The policy's last message. */
  public String said() {
    return messages.get(messages.size() - 1).content();
  }
}
