package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.prompts.Conversation;
import dev.vireo.models.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of one preference, of which each may be given as messages: the completion is what the
 * assistant says at the end, the prompt everything before it.
 *
 * @param problem why there is none, or null; then there are texts
 */
record PreferenceTexts(String prompt, String chosen, String rejected, String problem) {

  /**
   * @param prompt text or messages; null if chosen and rejected begin with them
   */
  static PreferenceTexts of(String prompt, String chosen, String rejected) {
    for (String text : new String[] {prompt, chosen, rejected}) {
      String mistake = Conversation.mistake(text);
      if (mistake != null) {
        return bad(mistake);
      }
    }
    boolean chats = Conversation.isIn(chosen);
    if (chats != Conversation.isIn(rejected)) {
      return bad("has messages for one completion and text for the other");
    }
    if (!chats) {
      return prompt == null
          ? bad("has no prompt: completions that are text have none before them")
          : new PreferenceTexts(promptText(prompt), chosen, rejected, null);
    }
    List<ChatMessage> good = Conversation.messages(chosen);
    List<ChatMessage> other = Conversation.messages(rejected);
    if (!endsWell(good) || !endsWell(other)) {
      return bad("has messages that do not end with the assistant's, as text");
    }
    List<ChatMessage> before = good.subList(0, good.size() - 1);
    if (!before.equals(other.subList(0, other.size() - 1))) {
      return bad("has a chosen and a rejected conversation that differ before their last message");
    }
    List<ChatMessage> asked =
        new ArrayList<>(Conversation.isIn(prompt) ? Conversation.messages(prompt) : List.of());
    // Some data sets repeat the prompt at the beginning of the completions.
    if (!before.equals(asked)) {
      asked.addAll(before);
    }
    String text = prompt != null && asked.isEmpty() ? prompt : text(asked);
    return text.isEmpty()
        ? bad("has no prompt")
        : new PreferenceTexts(text, last(good), last(other), null);
  }

  private static String promptText(String prompt) {
    return Conversation.isIn(prompt) ? text(Conversation.messages(prompt)) : prompt;
  }

  /** One user's message as it is, several with their roles. */
  private static String text(List<ChatMessage> messages) {
    if (messages.size() == 1) {
      return messages.get(0).content();
    }
    StringBuilder text = new StringBuilder();
    for (ChatMessage message : messages) {
      text.append(message.role()).append(": ").append(message.content()).append('\n');
    }
    return text.toString();
  }

  private static boolean endsWell(List<ChatMessage> messages) {
    return !messages.isEmpty() && messages.get(messages.size() - 1).role().equals("assistant");
  }

  private static String last(List<ChatMessage> messages) {
    return messages.get(messages.size() - 1).content();
  }

  private static PreferenceTexts bad(String problem) {
    return new PreferenceTexts(null, null, null, problem);
  }
}
