package dev.vireo.jobs.rollouts;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rollouts.server.LogprobSource;
import dev.vireo.jobs.rollouts.server.WeightUpdate;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.scoring.ScoringStage;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stage that samples completions: {@code rollouts/iteration=N}. */
public final class CollectRollouts {

  /** Total in the manifest: completions sampled. */
  public static final String COMPLETIONS = "completions";

  /** Total in the manifest: tokens that the policy wrote. */
  public static final String TOKENS = "tokens";

  /** Total in the manifest, in an environment: messages that the policy wrote. */
  public static final String TURNS = "turns";

  /** Total in the manifest: completions that reached an end-of-sequence token. */
  public static final String STOPPED = "stopped";

  private CollectRollouts() {}

  /**
   * What the stage reads of a configuration; its inputs come to it.
   *
   * @param conversations how completions become conversations; empty for one message each
   */
  public static Fingerprint declared(
      RolloutSettings settings, Optional<Conversations> conversations, long seed) {
    Object read = settings;
    if (conversations.isPresent()) {
      read = Map.of("rollouts", settings, "environment", conversations.get().identity());
    }
    return Fingerprint.of("collect-rollouts").settings(read).seed(seed);
  }

  /**
   * What the stage reads where an opponent completes prompts too.
   *
   * @param mixture the reference's weight; null where it completes them alone
   * @param conversations how completions become conversations; empty for one message each
   */
  public static Fingerprint declaredAgainst(
      RolloutSettings settings, Double mixture, Optional<Conversations> conversations, long seed) {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("rollouts", settings);
    read.put("opponent", mixture == null ? "reference" : "mixture");
    read.put("mixture-weight", mixture);
    conversations.ifPresent(each -> read.put("environment", each.identity()));
    return Fingerprint.of("collect-rollouts").settings(read).seed(seed);
  }

  /**
   * Samples groupSize completions of every prompt, or has a server do so, which first gets the
   * policy's weights.
   *
   * @param iteration iteration, from 1
   * @param prompts the iteration's prompts, in order; they and the policy decide every byte
   * @param promptsHash hash of the prompts' choice
   * @param policy the old policy
   * @param conversations how completions become conversations with an environment; empty for one
   *     message each
   */
  public static DatasetHandle<Rollout> run(
      StageContext context,
      int iteration,
      List<Prompt> prompts,
      String promptsHash,
      PolicyCheckpoint policy,
      RolloutSettings settings,
      Optional<Conversations> conversations) {
    Fingerprint fingerprint =
        declared(settings, conversations, context.seed())
            .input("prompts", promptsHash)
            .input("policy", policy.contentHash());
    if (settings.engine() == Engine.OPENAI
        && settings.server().logprobs() == LogprobSource.RESCORE) {
      fingerprint = ScoringStage.by(context, fingerprint);
    }
    return run(
        context,
        iteration,
        prompts,
        fingerprint,
        policy,
        Optional.empty(),
        conversations,
        settings);
  }

  /**
   * Samples half of each group of an opponent.
   *
   * @param iteration iteration, from 1
   * @param prompts the iteration's prompts, in order
   * @param promptsHash hash of the prompts' choice
   * @param policy the old policy, whose completions come first
   * @param opponent who completes each prompt as often
   * @param settings an even group size, and the local engine
   * @param conversations how completions become conversations; empty for one message each
   */
  public static DatasetHandle<Rollout> runAgainst(
      StageContext context,
      int iteration,
      List<Prompt> prompts,
      String promptsHash,
      PolicyCheckpoint policy,
      Opponent opponent,
      RolloutSettings settings,
      Optional<Conversations> conversations) {
    Fingerprint fingerprint =
        declaredAgainst(settings, opponent.mixture(), conversations, context.seed())
            .input("prompts", promptsHash)
            .input("policy", policy.contentHash())
            .input("reference", opponent.reference().contentHash());
    return run(
        context,
        iteration,
        prompts,
        fingerprint,
        policy,
        Optional.of(opponent),
        conversations,
        settings);
  }

  private static DatasetHandle<Rollout> run(
      StageContext context,
      int iteration,
      List<Prompt> prompts,
      Fingerprint fingerprint,
      PolicyCheckpoint policy,
      Optional<Opponent> opponent,
      Optional<Conversations> conversations,
      RolloutSettings settings) {
    ChunkStage<PromptChunk, Rollout> stage =
        ChunkStage.<PromptChunk, Rollout>of(
                context.run().partition(Datasets.ROLLOUTS, iteration), fingerprint)
            .progress(context.progress(), iteration)
            .counting("prompts", chunk -> chunk.prompts().size())
            .showing(CollectRollouts::shown);
    Optional<DatasetHandle<Rollout>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      // The policy that made them may have been cleaned up since.
      return finished.get();
    }
    ChunkSampler sampler =
        opponent
            .<ChunkSampler>map(
                other ->
                    other.sampler(
                        PromptSampler.of(policy, settings, context.seed(), iteration),
                        conversations))
            .orElseGet(
                () ->
                    sampler(
                        context,
                        prompts,
                        turns(policy, settings, context.seed(), iteration),
                        conversations));
    if (settings.engine() == Engine.OPENAI || !isRepeatable(conversations)) {
      stage = stage.firstWriterWins();
    }
    if (settings.engine() == Engine.OPENAI) {
      WeightUpdate.of(settings.server())
          .run(new WeightUpdate.Weights(policy.local(), policy.toString(), policy.step()));
    }
    return stage
        .on(StageResources.of(context.spark()))
        .run(
            context.spark(),
            PromptChunk.cut(prompts, settings.chunkGroups()),
            (index, chunk) -> collect(chunk.prompts(), sampler, iteration, policy.step()));
  }

  private static boolean isRepeatable(Optional<Conversations> conversations) {
    return conversations.isEmpty() || conversations.get().isRepeatable();
  }

  /** The policy's completions, or its conversations. */
  private static ChunkSampler sampler(
      StageContext context,
      List<Prompt> prompts,
      TurnSampler turns,
      Optional<Conversations> conversations) {
    if (turns instanceof ServerSampler server) {
      server.warning(prompts).ifPresent(context.progress()::message);
    }
    return conversations.isEmpty() ? turns : conversations.get().of(turns);
  }

  private static TurnSampler turns(
      PolicyCheckpoint policy, RolloutSettings settings, long seed, int iteration) {
    return switch (settings.engine()) {
      case LOCAL -> PromptSampler.of(policy, settings, seed, iteration);
      case OPENAI -> ServerSampler.of(policy, settings, seed, iteration);
    };
  }

  static ChunkResult<Rollout> collect(
      List<Prompt> prompts, ChunkSampler sampler, int iteration, long policyStep) {
    List<List<Completion>> groups = sampler.sample(prompts);
    List<Rollout> rollouts = new ArrayList<>(prompts.size());
    for (int i = 0; i < prompts.size(); i++) {
      Prompt prompt = prompts.get(i);
      rollouts.add(
          Rollout.newBuilder()
              .setIteration(iteration)
              .setPromptId(prompt.getPromptId())
              .setPolicyStep(Math.toIntExact(policyStep))
              .setPrompt(prompt.getPrompt())
              .setAnswer(prompt.getAnswer())
              .setAttributes(prompt.getAttributes())
              .setPromptTokenIds(prompt.getTokenIds())
              .setCompletions(groups.get(i))
              .build());
    }
    return counted(rollouts);
  }

  /** Rows with their totals. */
  public static ChunkResult<Rollout> counted(List<Rollout> rollouts) {
    return ChunkResult.of(rollouts, totals(rollouts));
  }

  private static Map<String, Double> totals(List<Rollout> rollouts) {
    double completions = 0;
    double tokens = 0;
    double stopped = 0;
    double turns = 0;
    for (Rollout rollout : rollouts) {
      for (Completion completion : rollout.getCompletions()) {
        completions++;
        tokens += PolicyTokens.count(completion);
        turns += policyTurns(completion);
        stopped += completion.getFinishReason() == FinishReason.stop ? 1 : 0;
      }
    }
    Map<String, Double> totals = new TreeMap<>();
    totals.put(COMPLETIONS, completions);
    totals.put(TOKENS, tokens);
    totals.put(STOPPED, stopped);
    if (turns > 0) {
      totals.put(TURNS, turns);
    }
    return totals;
  }

  /** None where nothing is said to the policy. */
  private static long policyTurns(Completion completion) {
    return completion.getTurns() == null
        ? 0
        : completion.getTurns().getMessages().stream()
            .filter(message -> message.getRole().equals(Talk.POLICY))
            .count();
  }

  /** What progress shows of the totals. */
  public static Map<String, Double> shown(SortedMap<String, Double> totals, double seconds) {
    Map<String, Double> shown = new LinkedHashMap<>();
    double completions = totals.getOrDefault(COMPLETIONS, 0.0);
    double tokens = totals.getOrDefault(TOKENS, 0.0);
    shown.put("tokens/s", tokens / seconds);
    if (completions > 0) {
      shown.put("mean_length", tokens / completions);
    }
    return shown;
  }
}
