package dev.vireo.pipelines.rewardmodel;

import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.SequenceEnds;
import dev.vireo.jobs.data.preferences.ShardPreferences;
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
import org.apache.spark.sql.SparkSession;

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

  /** The pairs as the model reads them. */
  RewardPairSource source(DatasetHandle<PreferencePair> pairs, double heldOut) {
    // Files have been given their ends; what was sampled may lack one.
    Integer end = config.fromRollouts() ? Integer.valueOf(tokenizer().endOfSequence()) : null;
    return new RewardPairSource(pairs, Tokenizers.padTokenId(base), end, maxTokens(), heldOut);
  }

  /**
   * The recipe.
   *
   * @param pairs what it is for; of rollouts the first one tells how their prompts were read
   */
  RewardRecipe recipe(SparkSession session, DatasetHandle<PreferencePair> pairs) {
    boolean chat = !config.fromRollouts() && ShardPreferences.isChat(config.preferences(), session);
    ChatSettings rendered = chat ? config.preferences().chat() : null;
    boolean always = config.preferences().sequenceEnds() == SequenceEnds.ALWAYS;
    return new RewardRecipe(
        chat ? RewardRecipe.Text.CHAT : RewardRecipe.Text.PLAIN,
        rendered,
        config.fromRollouts() ? around(pairs) : chat ? SpecialTokens.NONE : around(),
        !chat || always,
        Tokenizers.padTokenId(base),
        RewardRecipe.Pooled.LAST_NOT_PADDING,
        maxTokens(),
        null,
        null);
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
    int limit = config.fromRollouts() ? 0 : config.preferences().maxTokens();
    return limit == 0 ? context : Math.min(limit, context);
  }

  private Tokenizer tokenizer() {
    return Tokenizers.of(base);
  }
}
