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

/**
 * How text became the tokens that a reward model learned from: a file beside its weights, which
 * scoring follows.
 *
 * @param text whether texts are plain, or rendered by the model's chat template
 * @param chat how they are rendered; null of plain ones
 * @param specialTokens what is around a text
 * @param appendEos whether the end-of-sequence token comes after a text that does not end with it
 * @param padTokenId the padding token; the reward is never read there
 * @param pooled where the reward is read
 * @param maxTokens longest text in tokens
 * @param rewardMean mean reward of both sides of held-out pairs, or of training pairs where none
 *     are held out; null while the model is in training
 * @param rewardStandardDeviation its standard deviation; null likewise
 */
public record RewardRecipe(
    Text text,
    ChatSettings chat,
    SpecialTokens specialTokens,
    boolean appendEos,
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
    return RecipeFile.find(directory, RewardRecipe.class, "a reward model's");
  }

  /** The tokens of a text, which a chat's template has rendered. */
  public int[] tokens(Tokenizer tokenizer, String of) {
    SequenceFrame frame =
        specialTokens == SpecialTokens.AUTO ? tokenizer.frame() : SequenceFrame.none();
    return frame.closed(ended(tokenizer, frame.opened(tokenizer.encode(of))));
  }

  /** Tokens with the end that the model expects. */
  public int[] ended(Tokenizer tokenizer, int[] tokens) {
    boolean there = tokens.length > 0 && tokens[tokens.length - 1] == tokenizer.endOfSequence();
    if (!appendEos || there) {
      return tokens;
    }
    int[] ended = Arrays.copyOf(tokens, tokens.length + 1);
    ended[tokens.length] = tokenizer.endOfSequence();
    return ended;
  }

  /** The file's content. */
  public byte[] json() {
    return RecipeFile.json(this);
  }

  /** This with what the model's rewards are. */
  public RewardRecipe with(double mean, double standardDeviation) {
    return new RewardRecipe(
        text,
        chat,
        specialTokens,
        appendEos,
        padTokenId,
        pooled,
        maxTokens,
        mean,
        standardDeviation);
  }
}
