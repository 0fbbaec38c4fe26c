package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.PairTokens;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.TokenLists;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs in the tokens that a reward model scores: its own template, tokenizer and end, whatever
 * tokens the policy sampled. The prompt is what both sides begin with.
 *
 * @param version the model
 * @param text what it is shown
 * @param recipe how that becomes tokens; null of a model without one, whose texts stay as they are
 */
record RecipeTokens(ClassifierVersion version, ScoredText text, RewardRecipe recipe)
    implements PairTokens {
  private static final long serialVersionUID = 1L;

  @Override
  public String identity() {
    return version.key() + "/" + text;
  }

  /** Any text can be read. */
  @Override
  public void check(Rollout group) {}

  @Override
  public PreferencePair of(Rollout group, PreferencePair sampled) {
    int[] chosen = tokens(group, sampled.getChosen());
    int[] rejected = tokens(group, sampled.getRejected());
    int shorter = Math.min(chosen.length, rejected.length);
    int differ = Arrays.mismatch(chosen, rejected);
    // Each side keeps a token of its own.
    int common = Math.max(0, Math.min(differ < 0 ? shorter : differ, shorter - 1));
    return PreferencePair.newBuilder(sampled)
        .setPromptTokenIds(TokenLists.list(Arrays.copyOf(chosen, common)))
        .setChosenTokenIds(TokenLists.list(Arrays.copyOfRange(chosen, common, chosen.length)))
        .setRejectedTokenIds(TokenLists.list(Arrays.copyOfRange(rejected, common, rejected.length)))
        .build();
  }

  @Override
  public String text(int[] tokenIds) {
    throw new InputException(
        "pairing is step, but a reward model reads whole completions: set it to best-worst, every or"
            + " first");
  }

  private int[] tokens(Rollout group, String completion) {
    RewardInput input =
        new RewardInput(
            group.getPromptId(),
            group.getPrompt(),
            Optional.empty(),
            group.getAttributes() == null ? Map.of() : group.getAttributes(),
            completion,
            0,
            true);
    try {
      Tokenizer tokenizer = TokenizerPool.of(version.key(), version::path);
      String shown =
          text.of(input, () -> ChatTemplate.load(version.path(), text.chat().template()));
      return recipe == null ? tokenizer.encode(shown) : recipe.tokens(tokenizer, shown);
    } catch (InputException e) {
      throw new InputException("prompt '%s': %s".formatted(input.promptId(), e.getMessage()), e);
    }
  }
}
