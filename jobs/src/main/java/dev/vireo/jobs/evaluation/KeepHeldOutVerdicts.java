package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.VerdictTotals;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.HeldOutVerdict;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Makes a dataset of what judges answered about a checkpoint's held-out completions: {@code
 * held_out_verdicts/step=N}, in the chunks of the evaluation. It asks nobody: answers were kept
 * when the completions were scored, and what was not kept then has no row.
 *
 * <p>Totals: {@code verdicts}, and {@code unparsed} of them.
 *
 * @param scorer knows where answers are kept
 */
record KeepHeldOutVerdicts(RewardScorer scorer, Progress progress) {
  /** The stage's name; it is part of {@link EvaluatePolicy}. */
  static final String STAGE = "keep-held-out-verdicts";

  /** Makes the dataset, unless it is there, or a fork's run of before has none. */
  void run(
      JavaSparkContext spark,
      RunDirectory run,
      int iteration,
      int step,
      DatasetHandle<Evaluation> evaluations) {
    Partition<HeldOutVerdict> output = run.partition(Datasets.HELD_OUT_VERDICTS, step);
    boolean forked =
        run.origin()
            .filter(
                origin ->
                    origin.partition(Datasets.HELD_OUT_VERDICTS, step).manifest().isEmpty()
                        && origin.partition(Datasets.EVALUATIONS, step).manifest().isPresent())
            .isPresent();
    if (output.published().isPresent() || forked) {
      return;
    }
    RewardScorer judges = scorer;
    ChunkStage.<Integer, HeldOutVerdict>of(
            output, Fingerprint.of(STAGE).input("evaluations", evaluations.contentHash()))
        .progress(progress, iteration)
        .judging(step)
        .counting("prompts", evaluations::rows)
        .run(
            spark,
            evaluations.chunks(),
            (index, chunk) -> result(judges.verdicts(inputs(evaluations.read(chunk)), 0), step));
  }

  private static List<RewardInput> inputs(List<Evaluation> groups) {
    List<RewardInput> inputs = new ArrayList<>();
    for (Evaluation group : groups) {
      group
          .getCompletions()
          .forEach(
              completion ->
                  inputs.add(
                      new RewardInput(
                          group.getPromptId(),
                          group.getPrompt(),
                          Optional.ofNullable(group.getAnswer()),
                          Map.of(),
                          completion.getText(),
                          completion.getTokens(),
                          completion.getFinishReason() == FinishReason.stop)));
    }
    return inputs;
  }

  private static ChunkResult<HeldOutVerdict> result(List<Verdict> verdicts, int step) {
    return ChunkResult.of(
        verdicts.stream().map(each -> of(each, step)).toList(), VerdictTotals.of(verdicts));
  }

  private static HeldOutVerdict of(Verdict verdict, int step) {
    return HeldOutVerdict.newBuilder()
        .setStep(step)
        .setReward(verdict.getReward())
        .setPromptId(verdict.getPromptId())
        .setFirstSample(verdict.getFirstSample())
        .setSecondSample(verdict.getSecondSample())
        .setAsk(verdict.getAsk())
        .setModel(verdict.getModel())
        .setTemplateHash(verdict.getTemplateHash())
        .setQuestionHash(verdict.getQuestionHash())
        .setAnswer(verdict.getAnswer())
        .setVerdict(verdict.getVerdict())
        .build();
  }
}
