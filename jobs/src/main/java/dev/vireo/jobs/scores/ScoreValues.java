package dev.vireo.jobs.scores;

import dev.vireo.algorithms.advantage.tokens.ScorePosition;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.jobs.scoring.Scores;
import dev.vireo.jobs.scoring.ScoringStage;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionValues;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stage that asks the critic: {@code values/iteration=N}. */
public final class ScoreValues {

  /** The stage's name. */
  public static final String STAGE = "score-values";

  private ScoreValues() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(ScorePosition position) {
    return Fingerprint.of(STAGE).settings(Map.of("score-position", position));
  }

  /**
   * Values every state of every completion: in an environment those of the policy's tokens.
   *
   * @param critic a model with one score
   * @param position which states there are
   * @param maxNewTokens longest completion of the rollouts
   */
  public static DatasetHandle<Values> run(
      StageContext context,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      PolicyCheckpoint critic,
      ScorePosition position,
      int maxNewTokens) {
    Fingerprint fingerprint =
        ScoringStage.by(
            context,
            declared(position)
                .input("rollouts", rollouts.contentHash())
                .input("critic", critic.contentHash()));
    ChunkStage<Integer, Values> stage =
        ChunkStage.<Integer, Values>of(
                context.run().partition(Datasets.VALUES, iteration), fingerprint)
            .progress(context.progress(), iteration)
            .counting("groups", rollouts::rows);
    Optional<DatasetHandle<Values>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      // The critic of then may have been cleaned up since.
      return finished.get();
    }
    return ScoringStage.run(
        context,
        stage,
        rollouts.chunks(),
        ModelScorer.of(Role.CRITIC, critic),
        new Chunk(iteration, rollouts, position, maxNewTokens));
  }

  /** Works on a chunk, a group at a time. */
  private record Chunk(
      int iteration, DatasetHandle<Rollout> rollouts, ScorePosition position, int maxNewTokens)
      implements ScoringStage.Scoring<Values> {

    @Override
    public ChunkResult<Values> of(int chunk, Scores scores) {
      List<Rollout> groups =
          rollouts.read(
              chunk,
              "prompt_id",
              "prompt_token_ids",
              "completions.sample_index",
              "completions.token_ids",
              PolicyTokens.MASK);
      List<double[][]> values = scores.values(groups.stream().map(this::sequences).toList());
      List<Values> valued = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        valued.add(row(groups.get(i), values.get(i)));
      }
      return ChunkResult.of(valued);
    }

    private List<TokenSequence> sequences(Rollout group) {
      int[] prompt = TokenLists.ints(group.getPromptTokenIds());
      return group.getCompletions().stream()
          .map(
              completion ->
                  TokenSequence.ofStates(
                      prompt,
                      TokenLists.ints(completion.getTokenIds()),
                      PolicyTokens.places(completion),
                      states(completion)))
          .toList();
    }

    private Values row(Rollout group, double[][] values) {
      List<CompletionValues> completions = new ArrayList<>();
      for (int sample = 0; sample < values.length; sample++) {
        completions.add(
            new CompletionValues(
                group.getCompletions().get(sample).getSampleIndex(),
                TokenLists.floats(values[sample])));
      }
      return new Values(iteration, group.getPromptId(), completions);
    }

    private int states(Completion completion) {
      return position.states(
          PolicyTokens.count(completion), completion.getTokenIds().size() >= maxNewTokens);
    }
  }
}
