package dev.vireo.jobs.environments;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.chat.ChatMessage;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What comes after a policy's message: further messages that it answers, or the end.
 *
 * @param messages of a user or a tool; empty at the end
 * @param reward what the conversation is worth, at its end; empty if the environment does not say
 */
public record EnvironmentStep(List<ChatMessage> messages, OptionalDouble reward) {
  private static final String POLICY = "assistant";

  /**
   * @throws InputException if a message is the assistant's, which only the policy writes; if there
   *     is a reward before the end; or if it is not finite
   */
  public EnvironmentStep {
    messages = List.copyOf(messages);
    for (ChatMessage message : messages) {
      if (message.role().equals(POLICY)) {
        throw new InputException(
            "gave a message of role assistant, which only the policy writes; use user or tool");
      }
    }
    if (reward.isPresent() && !messages.isEmpty()) {
      throw new InputException("gave a reward before the end; give it with the last step");
    }
    if (reward.isPresent() && !Double.isFinite(reward.getAsDouble())) {
      throw new InputException(
          "gave the reward %s; it must be finite, or none".formatted(reward.getAsDouble()));
    }
  }

  /** The conversation goes on with a message. */
  public static EnvironmentStep reply(String role, String content) {
    return new EnvironmentStep(List.of(new ChatMessage(role, content)), OptionalDouble.empty());
  }

  /** The conversation is over. */
  public static EnvironmentStep end() {
    return new EnvironmentStep(List.of(), OptionalDouble.empty());
  }

  /** The conversation is over, and worth something. */
  public static EnvironmentStep end(double reward) {
    return new EnvironmentStep(List.of(), OptionalDouble.of(reward));
  }

  /** Whether the conversation is over. */
  public boolean isEnd() {
    return messages.isEmpty();
  }
}
