package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.rollouts.server.CompletionClient;
import dev.vireo.jobs.rollouts.server.CompletionQuery;
import dev.vireo.jobs.rollouts.server.Dialect;
import dev.vireo.jobs.rollouts.server.ServerCompletion;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.tokenizer.SequenceFrame;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.parquet.TokenLists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A server that completes prompts. What the dataset holds is consistent whatever the server gives:
 * the log-probabilities are those of the tokens in it, under the old policy, and the text is those
 * tokens decoded.
 *
 * @param policy the checkpoint that the server serves
 * @param version its parameters, for log-probabilities
 * @param settings how to sample, and where
 * @param ends where completions end
 * @param seed the run's seed
 * @param iteration the iteration, part of every request's seed
 */
record ServerSampler(
    PolicyCheckpoint policy,
    ModelVersion version,
    RolloutSettings settings,
    CompletionEnds ends,
    long seed,
    int iteration)
    implements ChunkSampler {

  static ServerSampler of(
      PolicyCheckpoint policy, RolloutSettings settings, long seed, int iteration) {
    Tokenizer tokenizer = Tokenizers.of(policy);
    CompletionEnds ends = CompletionEnds.of(policy.model(), tokenizer, settings.stop());
    if (settings.server().dialect() == Dialect.OPENAI) {
      requireOwn(ends, policy.model().stopTokenIds(tokenizer));
    }
    return new ServerSampler(policy, policy.version(), settings, ends, seed, iteration);
  }

  private static void requireOwn(CompletionEnds ends, int[] own) {
    for (int token : ends.tokenIds()) {
      if (Arrays.binarySearch(own, token) < 0) {
        throw new InputException(
            "rollouts.stop names token %d; server.dialect openai cannot ask for it: name the server's own dialect, or give a text that completions spell out"
                .formatted(token));
      }
    }
  }

  /** What to say if a server that takes text would read other prompts than the dataset holds. */
  Optional<String> warning(List<Prompt> prompts) {
    SequenceFrame frame = Tokenizers.of(policy).frame();
    if (settings.server().dialect().tokenIds() || frame.isEmpty()) {
      return Optional.empty();
    }
    return prompts.stream()
        .filter(prompt -> !isFramed(frame, TokenLists.ints(prompt.getTokenIds())))
        .findFirst()
        .map(
            prompt ->
                "The rollout server takes text and adds special tokens that prompts such as "
                    + prompt.getPromptId()
                    + " do not have: use a dialect that takes token ids");
  }

  private static boolean isFramed(SequenceFrame frame, int[] ids) {
    return frame.inside(ids).length < ids.length;
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
            ends,
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
              // The server puts the frame around it again.
              tokenizer.decode(tokenizer.frame().inside(ids), false),
              ids,
              samples,
              Math.min(settings.maxNewTokens(), context - ids.length),
              settings.sampling(),
              ends.tokenIds(),
              ends.strings(),
              SamplingKey.completionKey(seed, iteration, promptKey, first)));
    }
    return queries;
  }

  private List<Completion> group(
      Prompt prompt, List<ServerCompletion> answers, CompletionTokens tokens) {
    int[] promptIds = TokenLists.ints(prompt.getTokenIds());
    List<CompletionTokens.Encoded> encoded = new ArrayList<>();
    List<TokenSequence> sequences = new ArrayList<>();
    for (ServerCompletion answer : answers) {
      CompletionTokens.Encoded completion = tokens.of(prompt.getPromptId(), promptIds, answer);
      encoded.add(completion);
      sequences.add(new TokenSequence(promptIds, completion.ids()));
    }
    List<List<Float>> logprobs =
        switch (settings.server().logprobs()) {
          case SERVER -> given(prompt, answers, encoded);
          case RESCORE -> rescored(sequences);
        };
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < encoded.size(); sample++) {
      completions.add(
          Completion.newBuilder()
              .setSampleIndex(sample)
              .setTokenIds(TokenLists.list(encoded.get(sample).ids()))
              .setLogprobs(logprobs.get(sample))
              .setText(encoded.get(sample).text())
              .setFinishReason(
                  encoded.get(sample).stopped() ? FinishReason.stop : FinishReason.length)
              .build());
    }
    return completions;
  }

  /** The server's, of the tokens that are kept. */
  private static List<List<Float>> given(
      Prompt prompt, List<ServerCompletion> answers, List<CompletionTokens.Encoded> encoded) {
    List<List<Float>> logprobs = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      int kept = encoded.get(i).ids().length;
      float[] all = answers.get(i).logprobs().orElseThrow();
      if (kept > all.length) {
        throw new InputException(
            "The rollout server left out the token at which it stopped prompt "
                + prompt.getPromptId()
                + ", and so its log-probability: use rollouts.server.logprobs: rescore");
      }
      logprobs.add(TokenLists.list(Arrays.copyOf(all, kept)));
    }
    return logprobs;
  }

  private List<List<Float>> rescored(List<TokenSequence> group) {
    double[][] scored =
        ModelPool.with(
            Role.POLICY,
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
