package dev.vireo.jobs.scores;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The stage that asks the reference policy: {@code logprobs/iteration=N}. */
public final class ScoreLogprobs {

  private ScoreLogprobs() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(double temperature) {
    return Fingerprint.of("score-logprobs").settings(Map.of("temperature", temperature));
  }

  /**
   * Scores every completion's tokens.
   *
   * @param reference the policy the run started from
   * @param temperature the rollouts' sampling temperature
   */
  public static DatasetHandle<Logprobs> run(
      StageContext context,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      PolicyCheckpoint reference,
      double temperature) {
    Fingerprint fingerprint =
        declared(temperature)
            .input("rollouts", rollouts.contentHash())
            .input("reference", reference.contentHash());
    ChunkStage<Integer, Logprobs> stage =
        ChunkStage.<Integer, Logprobs>of(
                context.run().partition(Datasets.LOGPROBS, iteration), fingerprint)
            .progress(context.progress(), iteration)
            .counting("groups", rollouts::rows);
    Optional<DatasetHandle<Logprobs>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      // What was the reference then may have been cleaned up since.
      return finished.get();
    }
    ModelVersion version = reference.version();
    return stage
        .on(StageResources.of(context.spark()))
        .run(
            context.spark(),
            IntStream.range(0, rollouts.chunkCount()).boxed().toList(),
            (index, chunk) -> score(chunk, iteration, rollouts, version, temperature));
  }

  private static ChunkResult<Logprobs> score(
      int chunk,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      ModelVersion reference,
      double temperature) {
    List<Rollout> groups =
        rollouts.read(
            chunk,
            "prompt_id",
            "prompt_token_ids",
            "completions.sample_index",
            "completions.token_ids",
            PolicyTokens.MASK);
    List<Logprobs> scored = new ArrayList<>(groups.size());
    for (Rollout group : groups) {
      int[] prompt = TokenLists.ints(group.getPromptTokenIds());
      List<TokenSequence> sequences = new ArrayList<>();
      for (Completion completion : group.getCompletions()) {
        sequences.add(
            new TokenSequence(
                prompt,
                TokenLists.ints(completion.getTokenIds()),
                PolicyTokens.places(completion)));
      }
      double[][] logprobs =
          ModelPool.with(
              Role.POLICY,
              reference,
              policy -> new LogprobScorer(policy).score(sequences, temperature));
      List<CompletionLogprobs> completions = new ArrayList<>();
      for (int sample = 0; sample < logprobs.length; sample++) {
        completions.add(
            CompletionLogprobs.newBuilder()
                .setSampleIndex(group.getCompletions().get(sample).getSampleIndex())
                .setOldLogprobs(null)
                .setReferenceLogprobs(TokenLists.floats(logprobs[sample]))
                .build());
      }
      scored.add(
          Logprobs.newBuilder()
              .setIteration(iteration)
              .setPromptId(group.getPromptId())
              .setCompletions(completions)
              .build());
    }
    return ChunkResult.of(scored);
  }
}
