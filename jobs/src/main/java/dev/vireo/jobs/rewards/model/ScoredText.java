package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.Conversation;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How prompt and completion become the text that a reward model scores.
 *
 * @param promptColumn attribute that is in the place of the prompt, or null
 * @param messagesColumn attribute with the messages that the completion answers, or null
 * @param chat how they go through the reward model's chat template
 */
record ScoredText(String promptColumn, String messagesColumn, ChatSettings chat)
    implements Serializable {
  ScoredText {
    if (promptColumn != null && messagesColumn != null) {
      throw new InputException(
          "options 'prompt-column' and 'messages-column' both stand for the prompt; give one");
    }
    chat.check("options", messagesColumn, false);
  }

  boolean isChat() {
    return messagesColumn != null || chat.wrap();
  }

  /**
   * The text of a completion.
   *
   * @param template the reward model's; asked for only if there are messages
   * @throws InputException if a column is not there, or the template refuses the messages
   */
  String of(RewardInput input, Supplier<ChatTemplate> template) {
    if (!isChat()) {
      return prompt(input) + input.completion();
    }
    List<ChatMessage> messages = new ArrayList<>(asked(input).with(chat.system()));
    messages.add(new ChatMessage("assistant", input.completion()));
    return template.get().render(messages, chat.options(false));
  }

  /** The text of the prompt alone; a chat's ends with what opens the assistant's turn. */
  String ofPrompt(RewardInput input, Supplier<ChatTemplate> template) {
    return isChat()
        ? template.get().render(asked(input).with(chat.system()), chat.options(true))
        : prompt(input);
  }

  private Conversation asked(RewardInput input) {
    if (messagesColumn == null) {
      return new Conversation(List.of(new ChatMessage("user", prompt(input))), null);
    }
    Conversation conversation =
        Conversation.asked(messagesColumn, attribute(input, messagesColumn));
    if (conversation.problem() != null) {
      throw new InputException("it " + conversation.problem());
    }
    return conversation;
  }

  /** What stands for the prompt, where it is a text. */
  String prompt(RewardInput input) {
    return promptColumn == null ? input.prompt() : attribute(input, promptColumn);
  }

  private static String attribute(RewardInput input, String column) {
    String value = input.attributes().get(column);
    if (value == null) {
      throw new InputException(
          "it has no value under '%s'; name the column in prompts.attribute-columns, and give each prompt a value"
              .formatted(column));
    }
    return value;
  }
}
