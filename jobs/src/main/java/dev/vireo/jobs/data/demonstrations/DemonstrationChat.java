package dev.vireo.jobs.data.demonstrations;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.models.chat.ChatMessage;
import java.util.List;

/**
 * A conversation that ends with the assistant's turn, as the policy meets it: what it is given, and
 * that turn as it would have to write it. The first is the text of all other messages with the
 * generation prompt, the second what the text of all messages continues with.
 *
 * @param prompt ends where the assistant's last turn begins
 * @param completion the rest, with what the template puts after a turn
 */
record DemonstrationChat(String prompt, String completion) {
  private static final int SHOWN = 40;

  /**
   * Renders a conversation.
   *
   * @param messages at least two, the last of which is the assistant's
   * @throws InputException if the template refuses them, or writes the beginning differently once
   *     the last turn is there
   */
  static DemonstrationChat of(
      List<ChatMessage> messages, ChatSettings settings, PromptEncoder encoder) {
    String prompt = encoder.chat(messages.subList(0, messages.size() - 1), settings, true);
    String whole = encoder.chat(messages, settings, false);
    if (!whole.startsWith(prompt)) {
      int same = 0;
      while (same < whole.length() && whole.charAt(same) == prompt.charAt(same)) {
        same++;
      }
      throw new InputException(
          "the chat template does not continue from the prompt: with the assistant's turn the text differs from character %d on, '%s' in place of '%s'; try other chat.variables, or write the text yourself with prompt-template and completion-template"
              .formatted(same + 1, shown(whole, same), shown(prompt, same)));
    }
    return new DemonstrationChat(prompt, whole.substring(prompt.length()));
  }

  private static String shown(String text, int from) {
    String part = text.substring(from, Math.min(text.length(), from + SHOWN));
    return part.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
