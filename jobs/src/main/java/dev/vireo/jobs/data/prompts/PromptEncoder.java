package dev.vireo.jobs.data.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.tokenizer.SequenceFrame;
import java.io.Serializable;
import java.util.List;

/** Turns text into a policy's tokens. Used by one thread. */
@FunctionalInterface
public interface PromptEncoder {
  /** Opens an encoder in a task, since the encoder itself cannot be serialized. */
  interface Opener extends Serializable {
    /** An encoder for the calling thread; a process may share what is expensive. */
    PromptEncoder open();

    /** The policy's longest sequence, in tokens. */
    default int contextLength() {
      return Integer.MAX_VALUE;
    }

    /**
     * What the tokens depend on besides the text, such as a hash of the tokenizer's file: part of
     * the stage's fingerprint.
     */
    String identity();

    /** The same for texts that stand alone, which get the encoder's frame. */
    default String plainIdentity() {
      return identity();
    }

    /** What {@code continuation} depends on beyond that; mostly nothing. */
    default String continuationIdentity() {
      return "";
    }
  }

  /** The text's tokens, without any that the text does not ask for. */
  int[] encode(String text);

  /** The tokens of a text that continues from another. */
  default int[] continuation(String text) {
    return encode(text);
  }

  /** What belongs around a text that stands alone, and is not a chat. */
  default SequenceFrame frame() {
    return SequenceFrame.none();
  }

  /**
   * The text of messages, by the policy's chat template. An opener's encoder always gets the same
   * settings.
   *
   * @param generationPrompt whether it ends where the completion begins
   * @throws InputException if there is no template, or it cannot render them
   */
  default String chat(List<ChatMessage> messages, ChatSettings settings, boolean generationPrompt) {
    throw new InputException("This policy has no chat template; give prompts as plain text");
  }
}
