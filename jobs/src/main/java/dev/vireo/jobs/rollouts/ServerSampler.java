package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.server.CompletionClient;
import dev.vireo.jobs.server.CompletionQuery;
import dev.vireo.jobs.server.ServerCompletion;
import dev.vireo.jobs.slots.PolicySlots;
import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.jobs.slots.Tokenizers;
import dev.vireo.jobs.store.TokenLists;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that completes prompts. What the dataset holds is consistent whatever the server gives:
 * the log-probabilities are those of the tokens in it, under the old policy, and the text is those
 * tokens decoded.
 *
 * @param policy the checkpoint that the server serves
 * @param version its parameters, for log-probabilities
 * @param settings how to sample, and where
 * @param stopTokenIds tokens that end a completion
 * @param seed the run's seed
 * @param iteration the iteration, part of every request's seed
 */
record ServerSampler(
    PolicyCheckpoint policy,
    PolicyVersion version,
    RolloutSettings settings,
    int[] stopTokenIds,
    long seed,
    int iteration)
    implements ChunkSampler {

  static ServerSampler of(
      PolicyCheckpoint policy, RolloutSettings settings, long seed, int iteration) {
    return new ServerSampler(
        policy, policy.version(), settings, policy.model().stopTokenIds(), seed, iteration);
  }

  @Override
  public List<List<Completion>> sample(List<Prompt> prompts) {
    Tokenizer tokenizer = Tokenizers.of(policy);
    List<CompletionQuery> queries = new ArrayList<>();
    for (Prompt prompt : prompts) {
      queries.addAll(queries(prompt, tokenizer));
    }
    List<List<ServerCompletion>> answers = CompletionClient.of(settings.server()).complete(queries);
    List<ServerCompletion> all = answers.stream().flatMap(List::stream).toList();
    CompletionTokens tokens =
        new CompletionTokens(
            tokenizer,
            stopTokenIds,
            settings.maxNewTokens(),
            version.config().vocabularySize(),
            version.config().contextLength());
    List<List<Completion>> groups = new ArrayList<>(prompts.size());
    for (int group = 0; group < prompts.size(); group++) {
      int from = group * settings.groupSize();
      groups.add(group(prompts.get(group), all.subList(from, from + settings.groupSize()), tokens));
    }
    return groups;
  }

  private List<CompletionQuery> queries(Prompt prompt, Tokenizer tokenizer) {
    int context = version.config().contextLength();
    int[] ids = PromptLength.checked(prompt, context);
    int groupSize = settings.groupSize();
    int samples = settings.server().dialect().samplesPerRequest(groupSize, settings.temperature());
    long promptKey = SamplingKey.promptKey(prompt.getPromptId());
    List<CompletionQuery> queries = new ArrayList<>();
    for (int first = 0; first < groupSize; first += samples) {
      queries.add(
          new CompletionQuery(
              prompt.getPromptId(),
              tokenizer.decode(ids, false),
              ids,
              samples,
              Math.min(settings.maxNewTokens(), context - ids.length),
              settings.sampling(),
              stopTokenIds,
              SamplingKey.completionKey(seed, iteration, promptKey, first)));
    }
    return queries;
  }

  private List<Completion> group(
      Prompt prompt, List<ServerCompletion> answers, CompletionTokens tokens) {
    int[] promptIds = TokenLists.ints(prompt.getTokenIds());
    List<CompletionTokens.Told> told = new ArrayList<>();
    List<TokenSequence> sequences = new ArrayList<>();
    for (ServerCompletion answer : answers) {
      CompletionTokens.Told completion = tokens.of(prompt.getPromptId(), promptIds, answer);
      told.add(completion);
      sequences.add(new TokenSequence(promptIds, completion.ids()));
    }
    List<List<Float>> logprobs =
        switch (settings.server().logprobs()) {
          case SERVER -> answers.stream().map(a -> TokenLists.list(a.logprobs())).toList();
          case RESCORE -> rescored(sequences);
        };
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < told.size(); sample++) {
      completions.add(
          Completion.newBuilder()
              .setSampleIndex(sample)
              .setTokenIds(TokenLists.list(told.get(sample).ids()))
              .setLogprobs(logprobs.get(sample))
              .setText(told.get(sample).text())
              .setFinishReason(told.get(sample).stopped() ? FinishReason.stop : FinishReason.length)
              .build());
    }
    return completions;
  }

  private List<List<Float>> rescored(List<TokenSequence> group) {
    double[][] scored =
        PolicySlots.with(
            version,
            policyAtWork ->
                new LogprobScorer(policyAtWork)
                    .score(group, settings.sampling().logprobTemperature()));
    List<List<Float>> logprobs = new ArrayList<>(scored.length);
    for (double[] each : scored) {
      logprobs.add(TokenLists.floats(each));
    }
    return logprobs;
  }
}
