package dev.vireo.jobs.data.prompts;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.SequenceFrame;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * The encoder of a checkpoint's tokenizer and chat template. Both are among the files that the
 * identity is made of.
 *
 * <p>The identities name what was not always done only if it makes a difference, so that runs whose
 * tokens are the same go on.
 *
 * @param policy the checkpoint; it travels with tasks
 * @param specialTokens what is around a text that stands alone
 */
public record PolicyEncoder(PolicyCheckpoint policy, SpecialTokens specialTokens)
    implements PromptEncoder.Opener {

  @Override
  public PromptEncoder open() {
    return new Open(Tokenizers.of(policy), policy.local(), specialTokens);
  }

  @Override
  public int contextLength() {
    return policy.model().config().contextLength();
  }

  @Override
  public String identity() {
    return Tokenizers.identity(policy);
  }

  @Override
  public String plainIdentity() {
    boolean framed =
        specialTokens == SpecialTokens.AUTO && !Tokenizers.of(policy).frame().isEmpty();
    return framed ? identity() + "+special-tokens" : identity();
  }

  @Override
  public String continuationIdentity() {
    return Tokenizers.of(policy).marksBeginnings() ? "+continuation" : "";
  }

  private static final class Open implements PromptEncoder {
    private final Tokenizer tokenizer;
    private final Path directory;
    private final SequenceFrame frame;
    private ChatTemplate template;

    Open(Tokenizer tokenizer, Path directory, SpecialTokens specialTokens) {
      this.tokenizer = tokenizer;
      this.directory = directory;
      this.frame = specialTokens == SpecialTokens.AUTO ? tokenizer.frame() : SequenceFrame.none();
    }

    @Override
    public int[] encode(String text) {
      return tokenizer.encode(text);
    }

    @Override
    public int[] continuation(String text) {
      return tokenizer.encodeContinuation(text);
    }

    @Override
    public SequenceFrame frame() {
      return frame;
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
