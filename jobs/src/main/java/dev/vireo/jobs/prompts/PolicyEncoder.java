package dev.vireo.jobs.prompts;

import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.slots.Tokenizers;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * The encoder of a checkpoint's tokenizer and chat template. Both are among the files that the
 * identity is made of.
 *
 * @param policy the checkpoint; it travels with tasks
 */
public record PolicyEncoder(PolicyCheckpoint policy) implements PromptEncoder.Opener {

  @Override
  public PromptEncoder open() {
    return new Open(Tokenizers.of(policy), policy.local());
  }

  @Override
  public int contextLength() {
    return policy.model().config().contextLength();
  }

  @Override
  public String identity() {
    return Tokenizers.identity(policy);
  }

  private static final class Open implements PromptEncoder {
    private final Tokenizer tokenizer;
    private final Path directory;
    private ChatTemplate template;

    Open(Tokenizer tokenizer, Path directory) {
      this.tokenizer = tokenizer;
      this.directory = directory;
    }

    @Override
    public int[] encode(String text) {
      return tokenizer.encode(text);
    }

    @Override
    public String chat(
        List<ChatMessage> messages, ChatSettings settings, boolean generationPrompt) {
      if (template == null) {
        template = ChatTemplate.load(directory, settings.template());
      }
      return template.render(messages, settings.options(generationPrompt));
    }
  }
}
