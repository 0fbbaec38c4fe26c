package dev.vireo.jobs.scores;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.jobs.scoring.Scores;
import dev.vireo.jobs.scoring.ScoringStage;
import dev.vireo.models.scoring.TokenSequence;
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
        ScoringStage.by(
            context,
            declared(temperature)
                .input("rollouts", rollouts.contentHash())
                .input("reference", reference.contentHash()));
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
    return ScoringStage.run(
        context,
        stage,
        rollouts.chunks(),
        ModelScorer.of(Role.POLICY, reference),
        (chunk, scores) -> score(chunk, iteration, rollouts, scores, temperature));
  }

  private static ChunkResult<Logprobs> score(
      int chunk,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      Scores scores,
      double temperature) {
    List<Rollout> groups =
        rollouts.read(
            chunk,
            "prompt_id",
            "prompt_token_ids",
            "completions.sample_index",
            "completions.token_ids",
            PolicyTokens.MASK);
    List<double[][]> logprobs =
        scores.logprobs(groups.stream().map(ScoreLogprobs::sequences).toList(), temperature);
    List<Logprobs> scored = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      scored.add(row(iteration, groups.get(i), logprobs.get(i)));
    }
    return ChunkResult.of(scored);
  }

  private static List<TokenSequence> sequences(Rollout group) {
    int[] prompt = TokenLists.ints(group.getPromptTokenIds());
    return group.getCompletions().stream()
        .map(
            completion ->
                new TokenSequence(
                    prompt,
                    TokenLists.ints(completion.getTokenIds()),
                    PolicyTokens.places(completion)))
        .toList();
  }

  private static Logprobs row(int iteration, Rollout group, double[][] logprobs) {
    List<CompletionLogprobs> completions = new ArrayList<>();
    for (int sample = 0; sample < logprobs.length; sample++) {
      completions.add(
          CompletionLogprobs.newBuilder()
              .setSampleIndex(group.getCompletions().get(sample).getSampleIndex())
              .setOldLogprobs(null)
              .setReferenceLogprobs(TokenLists.floats(logprobs[sample]))
              .build());
    }
    return Logprobs.newBuilder()
        .setIteration(iteration)
        .setPromptId(group.getPromptId())
        .setCompletions(completions)
        .build();
  }
}
