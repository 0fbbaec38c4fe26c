package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.rollouts.server.CompletionClient;
import dev.vireo.jobs.rollouts.server.CompletionQuery;
import dev.vireo.jobs.rollouts.server.Dialect;
import dev.vireo.jobs.rollouts.server.ServerCompletion;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.scoring.ModelScorer;
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
 * @param scorer the policy, for log-probabilities
 * @param settings how to sample, and where
 * @param ends where completions end
 * @param seed the run's seed
 * @param iteration the iteration, part of every request's seed
 */
record ServerSampler(
    PolicyCheckpoint policy,
    ModelScorer scorer,
    RolloutSettings settings,
    CompletionEnds ends,
    long seed,
    int iteration)
    implements TurnSampler {

  static ServerSampler of(
      PolicyCheckpoint policy, RolloutSettings settings, long seed, int iteration) {
    Tokenizer tokenizer = Tokenizers.of(policy);
    CompletionEnds ends = CompletionEnds.of(policy.model(), tokenizer, settings.stop());
    if (settings.server().dialect() == Dialect.OPENAI) {
      requireOwn(ends, policy.model().stopTokenIds(tokenizer));
    }
    return new ServerSampler(
        policy, ModelScorer.of(Role.POLICY, policy), settings, ends, seed, iteration);
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

  @Override
  public ModelVersion version() {
    return scorer.version();
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
    List<ServerCompletion> all = complete(queries);
    CompletionTokens tokens = tokens(tokenizer, settings.maxNewTokens());
    List<List<Completion>> groups = new ArrayList<>(prompts.size());
    for (int group = 0; group < prompts.size(); group++) {
      int from = group * settings.groupSize();
      groups.add(group(prompts.get(group), all.subList(from, from + settings.groupSize()), tokens));
    }
    return groups;
  }

  private List<ServerCompletion> complete(List<CompletionQuery> queries) {
    return CompletionClient.of(settings.server()).complete(queries).stream()
        .flatMap(List::stream)
        .toList();
  }

  private CompletionTokens tokens(Tokenizer tokenizer, int most) {
    return new CompletionTokens(
        tokenizer,
        ends,
        most,
        version().config().vocabularySize(),
        version().config().contextLength());
  }

  private List<CompletionQuery> queries(Prompt prompt, Tokenizer tokenizer) {
    int context = version().config().contextLength();
    int[] ids = PromptLength.checked(prompt, context);
    int groupSize = settings.groupSize();
    int samples = settings.server().dialect().samplesPerRequest(groupSize, settings.temperature());
    int most = Math.min(settings.maxNewTokens(), context - ids.length);
    List<CompletionQuery> queries = new ArrayList<>();
    for (int first = 0; first < groupSize; first += samples) {
      queries.add(
          query(prompt.getPromptId(), prompt.getPromptId(), ids, first, samples, most, tokenizer));
    }
    return queries;
  }

  /**
   * @param key a name that decides the randomness
   * @param first index of the first sample
   */
  private CompletionQuery query(
      String promptId,
      String key,
      int[] ids,
      int first,
      int samples,
      int most,
      Tokenizer tokenizer) {
    return new CompletionQuery(
        promptId,
        // The server puts the frame around it again.
        tokenizer.decode(tokenizer.frame().inside(ids), false),
        ids,
        samples,
        most,
        settings.sampling(),
        ends.tokenIds(),
        ends.strings(),
        SamplingKey.completionKey(seed, iteration, SamplingKey.promptKey(key), first));
  }

  /** The server continues tokens, which a dialect of texts would make others of. */
  @Override
  public List<Completion> next(List<Begun> conversations) {
    Tokenizer tokenizer = Tokenizers.of(policy);
    List<CompletionQuery> queries =
        conversations.stream()
            .map(
                each ->
                    query(
                        each.promptId(), each.key(), each.tokenIds(), 0, 1, each.room(), tokenizer))
            .toList();
    List<ServerCompletion> answers = complete(queries);
    List<Completion> turns = new ArrayList<>();
    List<Answered> answered = new ArrayList<>();
    for (int i = 0; i < conversations.size(); i++) {
      Begun begun = conversations.get(i);
      answered.add(
          Answered.of(
              begun.promptId(),
              begun.sampleIndex(),
              begun.tokenIds(),
              answers.get(i),
              tokens(tokenizer, begun.room())));
      // As many are scored at a time as of a group.
      if (answered.size() == settings.groupSize() || i == conversations.size() - 1) {
        turns.addAll(completions(answered));
        answered.clear();
      }
    }
    return turns;
  }

  private List<Completion> group(
      Prompt prompt, List<ServerCompletion> answers, CompletionTokens tokens) {
    int[] promptIds = TokenLists.ints(prompt.getTokenIds());
    List<Answered> answered = new ArrayList<>();
    for (ServerCompletion answer : answers) {
      answered.add(Answered.of(prompt.getPromptId(), answered.size(), promptIds, answer, tokens));
    }
    return completions(answered);
  }

  /**
   * What a server made of a prompt.
   *
   * @param before the tokens that it continues
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Answered(
      String promptId,
      int sampleIndex,
      int[] before,
      ServerCompletion answer,
      CompletionTokens.Encoded encoded) {

    static Answered of(
        String promptId,
        int sampleIndex,
        int[] before,
        ServerCompletion answer,
        CompletionTokens tokens) {
      return new Answered(
          promptId, sampleIndex, before, answer, tokens.of(promptId, before, answer));
    }

    TokenSequence sequence() {
      return new TokenSequence(before, encoded.ids());
    }

    /** The server's, of the tokens that are kept. */
    List<Float> given() {
      int kept = encoded.ids().length;
      float[] all = answer.logprobs().orElseThrow();
      if (kept > all.length) {
        throw new InputException(
            "The rollout server left out the token at which it stopped prompt "
                + promptId
                + ", and so its log-probability: use rollouts.server.logprobs: rescore");
      }
      return TokenLists.list(Arrays.copyOf(all, kept));
    }
  }

  private List<Completion> completions(List<Answered> answered) {
    List<List<Float>> logprobs =
        switch (settings.server().logprobs()) {
          case SERVER -> answered.stream().map(Answered::given).toList();
          case RESCORE -> rescored(answered.stream().map(Answered::sequence).toList());
        };
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < answered.size(); i++) {
      CompletionTokens.Encoded encoded = answered.get(i).encoded();
      completions.add(
          Completion.newBuilder()
              .setSampleIndex(answered.get(i).sampleIndex())
              .setTokenIds(TokenLists.list(encoded.ids()))
              .setLogprobs(logprobs.get(i))
              .setText(encoded.text())
              .setFinishReason(encoded.stopped() ? FinishReason.stop : FinishReason.length)
              .build());
    }
    return completions;
  }

  private List<List<Float>> rescored(List<TokenSequence> group) {
    double[][] scored =
        scorer.logprobs(List.of(group), settings.sampling().logprobTemperature()).get(0);
    List<List<Float>> logprobs = new ArrayList<>(scored.length);
    for (double[] each : scored) {
      logprobs.add(TokenLists.floats(each));
    }
    return logprobs;
  }
}
