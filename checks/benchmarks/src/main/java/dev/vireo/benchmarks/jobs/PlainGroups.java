package dev.vireo.benchmarks.jobs;

import dev.vireo.algorithms.adjust.CompletionWeights;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.advantage.Advantages;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.models.engine.Model;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.SampledGroup;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.parquet.TokenLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Samples, scores and adjusts the groups of some prompts in one go. */
final class PlainGroups {
  private final IterationWork work;
  private final SampleRequest request;
  private final Tokenizer tokenizer;
  private final RewardScorer scorer;

  PlainGroups(IterationWork work, SampleRequest request, Tokenizer tokenizer) {
    this.work = work;
    this.request = request;
    this.tokenizer = tokenizer;
    this.scorer = RewardScorer.create(work.rewards());
  }

  /** The task that does it. */
  Function<Model, List<TrainingGroup>> collect(List<Prompt> prompts) {
    return policy -> collect(policy, prompts);
  }

  private List<TrainingGroup> collect(Model policy, List<Prompt> prompts) {
    List<PromptTokens> tokens = new ArrayList<>();
    for (Prompt prompt : prompts) {
      tokens.add(new PromptTokens(prompt.getPromptId(), TokenLists.ints(prompt.getTokenIds())));
    }
    List<SampledGroup> sampled = new Sampler(policy).sample(tokens, request);
    RewardAdjuster adjuster = new RewardAdjuster(work.advantages().adjustment());
    List<TrainingGroup> groups = new ArrayList<>();
    for (int i = 0; i < sampled.size(); i++) {
      List<SampledCompletion> completions = sampled.get(i).completions();
      double[] rewards = rewards(prompts.get(i), completions);
      double[] adjusted =
          adjuster.adjust(rewards, CompletionWeights.uniform(rewards.length)).adjusted();
      int[] prompt = tokens.get(i).tokenIds();
      groups.add(
          new TrainingGroup(
              completions.stream().map(c -> new TokenSequence(prompt, c.tokenIds())).toList(),
              Advantages.ofGroup(adjusted, work.advantages().advantage()).advantages()));
    }
    return groups;
  }

  private double[] rewards(Prompt prompt, List<SampledCompletion> completions) {
    List<RewardInput> inputs = new ArrayList<>();
    for (SampledCompletion completion : completions) {
      inputs.add(
          new RewardInput(
              prompt.getPromptId(),
              prompt.getPrompt(),
              Optional.ofNullable(prompt.getAnswer()),
              prompt.getAttributes(),
              tokenizer.decode(completion.tokenIds()),
              completion.tokenIds().length,
              completion.stopped()));
    }
    return scorer.score(inputs).stream().mapToDouble(ScoredCompletion::reward).toArray();
  }
}
