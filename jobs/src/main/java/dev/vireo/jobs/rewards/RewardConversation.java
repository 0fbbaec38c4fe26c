package dev.vireo.jobs.rewards;

import dev.vireo.models.chat.ChatMessage;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Turns;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A completion as a conversation with an environment.
 *
 * @param messages those since the prompt; the policy's are of role assistant
 * @param environmentReward what the environment says that it is worth; empty where it says nothing
 */
public record RewardConversation(List<ChatMessage> messages, OptionalDouble environmentReward) {
  private static final String POLICY = "assistant";

  public RewardConversation {
    messages = List.copyOf(messages);
  }

  static RewardConversation of(Turns turns) {
    Double reward = turns.getEnvironmentReward();
    return new RewardConversation(
        turns.getMessages().stream()
            .map(message -> new ChatMessage(message.getRole(), message.getContent()))
            .toList(),
        reward == null ? OptionalDouble.empty() : OptionalDouble.of(reward));
  }

  /**
   * What a completion says in the end: its text, or of a conversation the policy's last message.
   */
  public static String lastMessage(Completion completion) {
    return completion.getTurns() == null
        ? completion.getText()
        : of(completion.getTurns()).lastOfPolicy();
  }

  /** The policy's last message. */
  String lastOfPolicy() {
    return messages.stream()
        .filter(message -> message.role().equals(POLICY))
        .reduce((earlier, later) -> later)
        .map(ChatMessage::content)
        .orElse("");
  }
}
