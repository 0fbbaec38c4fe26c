package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatOptions;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Prompt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tokens of an environment's messages. In a chat the policy's template says what stands between
 * two messages of the assistant's; a plain text goes on with what the messages contain. Tokens that
 * were sampled stay as they are. For one thread at a time.
 */
public final class TurnTokens {
  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final ChatOptions options;

  /** How a chat that is no plain text would end; blank where nobody knows. */
  private final String endOfChats;

  private TurnTokens(
      Tokenizer tokenizer,
      Optional<ChatTemplate> template,
      ChatOptions options,
      String endOfChats) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.options = options;
    this.endOfChats = endOfChats;
  }

  /**
   * The tokens of messages to a policy.
   *
   * @param directory the policy's
   * @param chat null for plain texts
   */
  public static TurnTokens of(Tokenizer tokenizer, Path directory, ChatSettings chat) {
    return chat == null
        ? new TurnTokens(tokenizer, Optional.empty(), ChatOptions.defaults(), endOfChats(directory))
        : new TurnTokens(
            tokenizer,
            Optional.of(ChatTemplate.load(directory, chat.template())),
            chat.options(true),
            "");
  }

  private static String endOfChats(Path directory) {
    try {
      return ChatTemplate.load(directory).generationPrompt(ChatOptions.defaults());
    } catch (InputException e) {
      // Without a template that works no prompt was made by it.
      return "";
    }
  }

  /**
   * Makes sure that a prompt is what the settings say.
   *
   * @throws InputException if messages come as plain text, but the prompt was made of messages
   */
  void check(Prompt prompt) {
    if (isChatAsText(prompt.getPrompt())) {
      throw new InputException(
          "Prompt %s is a chat, but the environment's messages would be plain text: name its column in prompts.messages-column"
              .formatted(prompt.getPromptId()));
    }
  }

  /** Whether a prompt was made of messages, although messages come as plain text. */
  public boolean isChatAsText(String prompt) {
    return !endOfChats.isBlank() && prompt.endsWith(endOfChats);
  }

  /**
   * What comes after a turn of the policy's, up to its next one.
   *
   * @param turn the turn's tokens
   * @throws InputException if the messages come to no tokens
   */
  public int[] between(int[] turn, List<ChatMessage> messages) {
    int[] tokens = tokenizer.encodeContinuation(text(messages));
    // The end of the turn that the template writes may be there already.
    boolean ended =
        template.isPresent()
            && turn.length > 0
            && tokens.length > 0
            && tokens[0] == turn[turn.length - 1];
    int[] added = ended ? Arrays.copyOfRange(tokens, 1, tokens.length) : tokens;
    if (added.length == 0) {
      throw new InputException(
          "the environment's messages come to no tokens; give them some text, or end there");
    }
    return added;
  }

  private String text(List<ChatMessage> messages) {
    return template.isPresent()
        ? template.get().between(messages, options)
        : messages.stream().map(ChatMessage::content).collect(Collectors.joining());
  }
}
