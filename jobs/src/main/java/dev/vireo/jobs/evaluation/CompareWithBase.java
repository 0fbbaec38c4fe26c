package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.evaluation.Wins;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.FinishReason;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stage that has a judge, or a model that reads two completions, compare those of a checkpoint
 * with those of the policy that training started from: {@code against-start/evaluations/step=N} in
 * the suite's folder, the checkpoint's completions with 1 for a win, 0 for a loss, one half for a
 * tie as their reward, NaN without a verdict. The first completion of a prompt meets the first, the
 * second the second.
 */
final class CompareWithBase {
  /** The stage's name. */
  static final String STAGE = "compare-with-start";

  /** In the suite's folder. */
  static final String FOLDER = "against-start";

  private final RewardScorer judge;
  private final String reward;

  /**
   * The stage with one of a suite's rewards.
   *
   * @param reward its name
   */
  CompareWithBase(RewardScorer scorer, String reward) {
    this.judge = scorer.only(reward);
    this.reward = reward;
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  Fingerprint declared(StageContext context) {
    return Fingerprint.of(STAGE)
        .settings(Map.of("reward", judge.identity(context.spark().hadoopConfiguration())));
  }

  DatasetHandle<Evaluation> run(
      StageContext context,
      int iteration,
      int step,
      DatasetHandle<Evaluation> completions,
      DatasetHandle<Evaluation> base) {
    ChunkStage<Integer, Evaluation> stage =
        ChunkStage.<Integer, Evaluation>of(
                context.run().child(FOLDER).partition(Datasets.EVALUATIONS, step),
                declared(context)
                    .input("evaluations", completions.contentHash())
                    .input("base", base.contentHash()))
            .progress(context.progress(), iteration)
            .judging(step)
            .counting("prompts", completions::rows);
    RewardScorer asked = judge;
    String by = reward;
    // Chunks correspond: both are of the same prompts, cut in the same way.
    return (judge.isRepeatable() ? stage : stage.firstWriterWins())
        .run(
            context.spark(),
            completions.chunks(),
            (index, chunk) ->
                ChunkResult.of(compared(asked, by, completions.read(chunk), base.read(chunk))));
  }

  private static List<Evaluation> compared(
      RewardScorer judge, String reward, List<Evaluation> ours, List<Evaluation> theirs) {
    Map<String, Evaluation> base = new HashMap<>();
    theirs.forEach(row -> base.put(row.getPromptId(), row));
    List<List<RewardInput>> pairs = new ArrayList<>();
    for (Evaluation row : ours) {
      Evaluation other = base.get(row.getPromptId());
      for (int i = 0; i < row.getCompletions().size(); i++) {
        pairs.add(List.of(input(row, i), input(other, i)));
      }
    }
    List<List<ScoredCompletion>> scores = judge.scoreGroups(pairs);
    List<Evaluation> compared = new ArrayList<>();
    int pair = 0;
    for (Evaluation row : ours) {
      List<EvaluatedCompletion> completions = new ArrayList<>();
      for (EvaluatedCompletion completion : row.getCompletions()) {
        completions.add(judged(completion, share(scores.get(pair++), reward), reward));
      }
      compared.add(Evaluation.newBuilder(row).setCompletions(completions).build());
    }
    return compared;
  }

  /** Completions of a pair are a group of their own, which groups tell by the prompt's id. */
  private static RewardInput input(Evaluation row, int sample) {
    EvaluatedCompletion completion = row.getCompletions().get(sample);
    return new RewardInput(
        row.getPromptId() + "/" + sample,
        row.getPrompt(),
        Optional.ofNullable(row.getAnswer()),
        Map.of(),
        completion.getText(),
        completion.getTokens(),
        completion.getFinishReason() == FinishReason.stop);
  }

  private static double share(List<ScoredCompletion> pair, String reward) {
    return Wins.share(
        new double[] {pair.get(0).values().get(reward)},
        new double[] {pair.get(1).values().get(reward)});
  }

  private static EvaluatedCompletion judged(
      EvaluatedCompletion completion, double share, String reward) {
    return EvaluatedCompletion.newBuilder(completion)
        .setReward(share)
        .setValues(Map.of(reward, share))
        .build();
  }
}
