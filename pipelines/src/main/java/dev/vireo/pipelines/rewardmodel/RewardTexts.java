package dev.vireo.pipelines.rewardmodel;

import dev.vireo.jobs.data.preferences.RewardReading;
import dev.vireo.jobs.data.preferences.SequenceEnds;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a run's texts become the tokens that its reward model reads: the recipe that is saved with
 * the model.
 *
 * @param config the run's settings
 * @param base the language model it starts from
 */
record RewardTexts(RewardModelConfig config, PolicyCheckpoint base) {

  static RewardTexts of(RewardModelConfig config, PolicyCheckpoint base) {
    return new RewardTexts(config, base);
  }

  /** How tokens of the dataset become texts. */
  RewardReading reading() {
    int end = tokenizer().endOfSequence();
    return new RewardReading(
        Tokenizers.padTokenId(base),
        // Files have been given their ends; what was sampled may lack one.
        config.fromRollouts() ? Integer.valueOf(end) : null,
        separator(),
        maxTokens(),
        config.evaluation().heldOut());
  }

  /**
   * The recipe.
   *
   * @param data what it is for; of rollouts the first pair tells how their prompts were read
   * @param chat how the texts of files are rendered; empty of plain ones
   */
  RewardRecipe recipe(RewardData data, Optional<ChatSettings> chat) {
    boolean always =
        !config.isUnpaired() && config.preferences().sequenceEnds() == SequenceEnds.ALWAYS;
    return new RewardRecipe(
        chat.isPresent() ? RewardRecipe.Text.CHAT : RewardRecipe.Text.PLAIN,
        chat.orElse(null),
        data instanceof RewardData.Pairs pairs && config.fromRollouts()
            ? around(pairs.source().dataset())
            : chat.isPresent() ? SpecialTokens.NONE : around(),
        chat.isEmpty() || always,
        separator(),
        Tokenizers.padTokenId(base),
        RewardRecipe.Pooled.LAST_NOT_PADDING,
        maxTokens(),
        null,
        null);
  }

  /** The end of sequence, which every vocabulary has and no completion has before its end. */
  private Integer separator() {
    return config.rewardModel().loss().loss().comparesTwo()
        ? Integer.valueOf(tokenizer().endOfSequence())
        : null;
  }

  private SpecialTokens around() {
    return config.policy().specialTokens();
  }

  /** Sampled prompts that begin with what the tokenizer puts in front were read as it does. */
  private SpecialTokens around(DatasetHandle<PreferencePair> pairs) {
    PreferencePair first = pairs.read(0, "prompt", "prompt_token_ids").get(0);
    PromptEncoder encoder = new PolicyEncoder(base, SpecialTokens.AUTO).open();
    int[] opened = encoder.frame().opened(encoder.encode(first.getPrompt()));
    return Arrays.equals(opened, TokenLists.ints(first.getPromptTokenIds()))
        ? SpecialTokens.AUTO
        : SpecialTokens.NONE;
  }

  private int maxTokens() {
    int context = base.model().config().contextLength();
    int limit = config.maxTokens();
    return limit == 0 ? context : Math.min(limit, context);
  }

  private Tokenizer tokenizer() {
    return Tokenizers.of(base);
  }
}
