package dev.vireo.jobs.rollouts;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.SampledGroup;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.parquet.TokenLists;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy that completes prompts, wherever a task needs it.
 *
 * @param policy the checkpoint, for its tokenizer
 * @param version its parameters
 * @param settings how to sample
 * @param ends where completions end
 * @param seed the run's seed
 * @param iteration the iteration, part of every completion's randomness
 */
public record PromptSampler(
    PolicyCheckpoint policy,
    ModelVersion version,
    RolloutSettings settings,
    CompletionEnds ends,
    long seed,
    int iteration)
    implements ChunkSampler {

  /** Reads what the sampler needs of a checkpoint's directory. */
  public static PromptSampler of(
      PolicyCheckpoint policy, RolloutSettings settings, long seed, int iteration) {
    return new PromptSampler(
        policy,
        policy.version(),
        settings,
        CompletionEnds.of(policy.model(), Tokenizers.of(policy), settings.stop()),
        seed,
        iteration);
  }

  /** The same, with other parameters. */
  public PromptSampler withPolicy(ModelVersion other) {
    return new PromptSampler(policy, other, settings, ends, seed, iteration);
  }

  @Override
  public List<List<Completion>> sample(List<Prompt> prompts) {
    return sample(prompts, 0, settings.groupSize(), this::own);
  }

  /** Draws the groups of prompts. */
  @FunctionalInterface
  interface Draw {
    List<SampledGroup> of(List<PromptTokens> prompts, SampleRequest request);
  }

  /** The policy's own completions. */
  List<SampledGroup> own(List<PromptTokens> prompts, SampleRequest request) {
    return ModelPool.with(Role.POLICY, version, slot -> new Sampler(slot).sample(prompts, request));
  }

  /**
   * A part of each group.
   *
   * @param first index of the part's first completion
   * @param count completions of the part
   */
  List<List<Completion>> sample(List<Prompt> prompts, int first, int count, Draw draw) {
    Tokenizer tokenizer = Tokenizers.of(policy);
    SampleRequest request =
        new SampleRequest(
            first,
            count,
            settings.maxNewTokens(),
            settings.sampling(),
            ends.tokenIds(),
            ends.stopStrings(tokenizer),
            seed,
            iteration);
    List<PromptTokens> tokens = new ArrayList<>(prompts.size());
    for (Prompt prompt : prompts) {
      tokens.add(tokensOf(prompt));
    }
    List<List<Completion>> completions = new ArrayList<>(prompts.size());
    for (SampledGroup group : draw.of(tokens, request)) {
      completions.add(group.completions().stream().map(c -> completion(c, tokenizer)).toList());
    }
    return completions;
  }

  private PromptTokens tokensOf(Prompt prompt) {
    return new PromptTokens(
        prompt.getPromptId(), PromptLength.checked(prompt, version.config().contextLength()));
  }

  private static Completion completion(SampledCompletion sampled, Tokenizer tokenizer) {
    return Completion.newBuilder()
        .setSampleIndex(sampled.sampleIndex())
        .setTokenIds(TokenLists.list(sampled.tokenIds()))
        .setLogprobs(TokenLists.list(sampled.logprobs()))
        .setText(tokenizer.decode(sampled.tokenIds()))
        .setFinishReason(sampled.stopped() ? FinishReason.stop : FinishReason.length)
        .build();
  }
}
