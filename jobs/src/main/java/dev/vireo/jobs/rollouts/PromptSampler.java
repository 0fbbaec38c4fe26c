package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
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
import java.io.Serializable;
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
    implements TurnSampler {
  /** Tokens of conversations, padding included, that go through the layers together. */
  private static final int TOKENS_AT_ONCE = 1 << 15;

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
  interface Draw extends Serializable {
    List<SampledGroup> of(List<PromptTokens> prompts, SampleRequest request);
  }

  /**
   * Completes a part of each group, and goes on with these.
   *
   * @param of for all but who draws
   * @param first index of the part's first completion
   * @param count completions of the part
   * @param draw by the policy, or by whoever takes its place
   */
  private record Part(PromptSampler of, int first, int count, Draw draw) implements TurnSampler {

    @Override
    public List<List<Completion>> sample(List<Prompt> prompts) {
      return of.sample(prompts, first, count, draw);
    }

    @Override
    public List<Completion> next(List<Begun> conversations) {
      return of.next(conversations, draw);
    }

    @Override
    public PolicyCheckpoint policy() {
      return of.policy;
    }

    @Override
    public ModelVersion version() {
      return of.version;
    }

    @Override
    public RolloutSettings settings() {
      return of.settings;
    }
  }

  /** A sampler of a part of each group alone, as {@link Part} says. */
  TurnSampler part(int first, int count, Draw draw) {
    return new Part(this, first, count, draw);
  }

  /**
   * The policy's own completions.
   *
   * @throws InputException naming the policy, if its outputs are not numbers
   */
  List<SampledGroup> own(List<PromptTokens> prompts, SampleRequest request) {
    return ModelPool.with(
        Role.POLICY,
        version,
        slot -> {
          try {
            return new Sampler(slot).sample(prompts, request);
          } catch (InputException e) {
            throw new InputException("The policy %s: %s".formatted(policy, e.getMessage()), e);
          }
        });
  }

  private List<List<Completion>> sample(List<Prompt> prompts, int first, int count, Draw draw) {
    Tokenizer tokenizer = Tokenizers.of(policy);
    SampleRequest request = request(first, count, settings.maxNewTokens(), tokenizer);
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

  @Override
  public List<Completion> next(List<Begun> conversations) {
    return next(conversations, this::own);
  }

  private List<Completion> next(List<Begun> conversations, Draw draw) {
    List<Completion> turns = new ArrayList<>(conversations.size());
    int longest = conversations.stream().mapToInt(each -> each.tokenIds().length).max().orElse(1);
    int size = atOnce(conversations.size(), longest);
    for (int from = 0; from < conversations.size(); from += size) {
      turns.addAll(
          together(conversations.subList(from, Math.min(from + size, conversations.size())), draw));
    }
    return turns;
  }

  /**
   * How many conversations are read at a time: unlike the completions of a prompt, they share no
   * tokens.
   *
   * @param tokens the longest one's
   */
  public static int atOnce(int conversations, int tokens) {
    return Math.max(1, Math.min(conversations, TOKENS_AT_ONCE / tokens));
  }

  private List<Completion> together(List<Begun> conversations, Draw draw) {
    Tokenizer tokenizer = Tokenizers.of(policy);
    int most = conversations.stream().mapToInt(Begun::room).max().orElse(1);
    List<PromptTokens> tokens =
        conversations.stream().map(each -> new PromptTokens(each.key(), each.tokenIds())).toList();
    List<SampledGroup> drawn = draw.of(tokens, request(0, 1, most, tokenizer));
    List<Completion> turns = new ArrayList<>(conversations.size());
    for (int i = 0; i < conversations.size(); i++) {
      SampledCompletion turn = drawn.get(i).completions().get(0);
      turns.add(completion(turn.upTo(conversations.get(i).room()), tokenizer));
    }
    return turns;
  }

  private SampleRequest request(int first, int count, int maxNewTokens, Tokenizer tokenizer) {
    return new SampleRequest(
        first,
        count,
        maxNewTokens,
        settings.sampling(),
        ends.tokenIds(),
        ends.stopStrings(tokenizer),
        seed,
        iteration);
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
