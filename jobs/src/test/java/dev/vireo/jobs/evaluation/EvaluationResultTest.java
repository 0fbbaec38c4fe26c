package dev.vireo.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class EvaluationResultTest {

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
    assertThat(result.accuracy(new EvaluationSettings(0, 1, 1, "number", 0))).isNaN();
    assertThat(result.accuracy(EvaluationSettings.defaults())).isEqualTo(0.5);
  }
}
