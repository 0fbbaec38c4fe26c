package dev.vireo.jobs.data.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.SequenceFrame;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How text became the tokens that a reward model learned from: a file beside its weights, which
 * scoring follows.
 *
 * @param text whether texts are plain, or rendered by the model's chat template
 * @param chat how they are rendered; null of plain ones
 * @param specialTokens what is around a text
 * @param appendEos whether the end-of-sequence token comes after a text that does not end with it
 * @param separatorTokenId of a preference model, which reads both completions of a pair, the token
 *     between them where the first one does not end with it; null of a reward model
 * @param padTokenId the padding token; the reward is never read there
 * @param pooled where the reward is read
 * @param maxTokens longest text in tokens
 * @param rewardMean mean reward of held-out completions, or of those of training where none are
 *     held out; null while the model is in training, and of a preference model
 * @param rewardStandardDeviation its standard deviation; null likewise
 */
public record RewardRecipe(
    Text text,
    ChatSettings chat,
    SpecialTokens specialTokens,
    boolean appendEos,
    Integer separatorTokenId,
    int padTokenId,
    Pooled pooled,
    int maxTokens,
    Double rewardMean,
    Double rewardStandardDeviation)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a text is. */
  public enum Text {
    /** Prompt and completion, one after the other. */
    PLAIN,
    /** Messages, as the model's chat template renders them. */
    CHAT
  }

  /** Where the reward is read. */
  public enum Pooled {
    /** At the last token that is not the padding token, as in transformers. */
    LAST_NOT_PADDING
  }

  /** The file's name. */
  public static final String FILE = ModelDirectory.RECIPE_FILE;

  public RewardRecipe {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(specialTokens, "special-tokens");
    Objects.requireNonNull(pooled, "pooled");
    if ((text == Text.CHAT) != (chat != null)) {
      throw new InputException("chat must be there if text is chat, and only then");
    }
  }

  /** The recipe of a model directory; empty if there is none in it. */
  public static Optional<RewardRecipe> find(Path directory) {
    return RecipeFile.find(directory, RewardRecipe.class, RecipeFile.Judged.COMPLETIONS);
  }

  /** The tokens of a prompt alone, which a chat's template has rendered. */
  public int[] tokensOfPrompt(Tokenizer tokenizer, String of) {
    return frame(tokenizer).opened(tokenizer.encode(of));
  }

  private SequenceFrame frame(Tokenizer tokenizer) {
    return specialTokens == SpecialTokens.AUTO ? tokenizer.frame() : SequenceFrame.none();
  }

  /** The tokens of a text, which a chat's template has rendered. */
  public int[] tokens(Tokenizer tokenizer, String of) {
    SequenceFrame frame = frame(tokenizer);
    return frame.closed(ended(tokenizer, frame.opened(tokenizer.encode(of))));
  }

  /** Tokens with the end that the model expects. */
  public int[] ended(Tokenizer tokenizer, int[] tokens) {
    return appendEos ? SequenceFrame.ended(tokens, tokenizer.endOfSequence()) : tokens;
  }

  /** Whether the model reads both completions of a pair. */
  public boolean comparesTwo() {
    return separatorTokenId != null;
  }

  /**
   * The tokens of two completions of a prompt, as a preference model reads them. As in training,
   * the completions begin where the prompt's tokens and those of either whole text part.
   *
   * @param prompt the tokens of the prompt alone: {@link #tokensOfPrompt}
   * @param first the tokens of prompt and first completion: {@link #tokens}
   * @param second the same of the second one
   */
  public int[] compared(int[] prompt, int[] first, int[] second) {
    int shared = Math.min(shared(prompt, first), shared(prompt, second));
    return together(first, separatorTokenId, Arrays.copyOfRange(second, shared, second.length));
  }

  /** A completion, the separator unless it ends with it, and another completion. */
  public static int[] together(int[] first, int separator, int[] second) {
    return IntStream.concat(
            IntStream.of(SequenceFrame.ended(first, separator)), IntStream.of(second))
        .toArray();
  }

  private static int shared(int[] prompt, int[] whole) {
    int parting = Arrays.mismatch(prompt, whole);
    return parting < 0 ? prompt.length : parting;
  }

  /** The file's content. */
  public byte[] json() {
    return RecipeFile.json(this);
  }

  /** This with what the model's rewards are. */
  public RewardRecipe with(Double mean, Double standardDeviation) {
    return new RewardRecipe(
        text,
        chat,
        specialTokens,
        appendEos,
        separatorTokenId,
        padTokenId,
        pooled,
        maxTokens,
        mean,
        standardDeviation);
  }
}
