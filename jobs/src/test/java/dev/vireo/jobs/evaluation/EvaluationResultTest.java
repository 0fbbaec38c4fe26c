package dev.vireo.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import dev.vireo.store.parquet.ChunkResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EvaluationResultTest {

  @Test
  void aCompletionWithoutARewardCountsForNoMean() {
    Prompt prompt =
        Prompt.newBuilder()
            .setPromptId("p")
            .setPrompt("q")
            .setTokenIds(List.of(1))
            .setSplit(Split.eval)
            .build();
    List<ScoredCompletion> scores =
        List.of(
            new ScoredCompletion(0.25, Map.of("exact", 0.25, "number", Double.NaN)),
            new ScoredCompletion(0.75, Map.of("exact", 0.75, "number", Double.NaN)),
            new ScoredCompletion(Double.NaN, Map.of("exact", Double.NaN, "number", Double.NaN)));

    ChunkResult<Evaluation> chunk =
        EvaluatePolicy.evaluated(
            List.of(prompt),
            List.of(List.of(completion(0), completion(1), completion(2))),
            List.of(scores),
            3);

    assertThat(EvaluatePolicy.result(3, chunk.totals()).means())
        .isEqualTo(Map.of("reward", 0.5, "rewards/exact", 0.5, "rewards/number", Double.NaN));
    assertThat(chunk.records().get(0).getCompletions().get(2).getReward()).isNaN();
  }

  private static Completion completion(int sample) {
    return Completion.newBuilder()
        .setSampleIndex(sample)
        .setTokenIds(List.of(2))
        .setLogprobs(List.of(-1f))
        .setText("a")
        .setFinishReason(FinishReason.stop)
        .build();
  }

  /** As in training: a completion without a reward counts for neither sum nor number. */
  @Test
  void aMeanIsOfTheCompletionsThatGotTheReward() {
    EvaluationResult result =
        EvaluatePolicy.result(
            3,
            Map.of(
                "completions", 4.0,
                "reward", 1.5,
                "missing/reward", 1.0,
                "rewards/exact", 2.0,
                "rewards/number", 0.0,
                "missing/rewards/number", 4.0));

    assertThat(result.means())
        .isEqualTo(Map.of("reward", 0.5, "rewards/exact", 0.5, "rewards/number", Double.NaN));
    assertThat(result.measured("reward")).contains(0.5);
    assertThat(result.measured("rewards/number")).isEmpty();
    assertThat(result.measured("rewards/absent")).isEmpty();
    assertThat(result.accuracy(new EvaluationSettings(0, 1, 1, "number", 0, null, 0, List.of())))
        .isNaN();
    assertThat(result.accuracy(EvaluationSettings.defaults())).isEqualTo(0.5);
  }
}
