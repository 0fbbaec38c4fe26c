package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.advantage.AdvantageProfile;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.Scale;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RewardedGroupTest {
  private static final AdvantageSettings BATCH =
      new AdvantageSettings(AdvantageProfile.TRL, Scale.BATCH);

  @Test
  void rewardsThatAreNormalizedOneByOneHaveTheSameSay() {
    Rewards row = row(new double[] {0, 1}, new double[] {1000, 0});
    assertThat(RewardedGroup.of(row, Map.of(), Optional.empty()).rewards())
        .containsExactly(1000, 1);
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("a", 3.0);
    weights.put("b", 1.0);
    RewardedGroup group = RewardedGroup.of(row, weights, Optional.empty());
    assertThat(group.raw()).containsExactly(1000, 1);
    double each = 0.5 / Math.sqrt(0.5);
    assertThat(group.rewards()[0]).isCloseTo(-2 * each, within(1e-3));
    assertThat(group.rewards()[1]).isCloseTo(2 * each, within(1e-3));
  }

  /** The settings are those in manifests of before there were normalized rewards, or steps. */
  @Test
  void theFingerprintOfRunsWithoutIsWhatItWas() {
    AdvantageSettings trl = AdvantageSettings.defaults();
    AdjustmentSettings adjustment = AdjustmentSettings.defaults();
    assertThat(
            ComputeAdvantages.declared(
                    new AdvantageStageSettings(Algorithm.GRPOVI, adjustment, trl))
                .settings())
        .isEqualTo(
            "{\"adjustment\":{\"range\":{\"lower\":null,\"share\":0.25,\"type\":\"top-share\"},"
                + "\"strength\":1.0,\"tie-tolerance\":0.0,\"ties\":\"merge\",\"weights\":\"uniform\"},"
                + "\"advantage\":{\"profile\":\"trl\",\"scale\":\"group\"},\"algorithm\":\"grpovi\"}");
    assertThat(
            ComputeAdvantages.declared(
                    new AdvantageStageSettings(Algorithm.GRPO, adjustment, BATCH, Map.of("a", 1.0)))
                .settings())
        .contains("\"normalized\":[{\"name\":\"a\",\"weight\":1.0}]");
    assertThat(
            ComputeAdvantages.declared(
                    new AdvantageStageSettings(Algorithm.GRPO, adjustment, trl.ofSteps()))
                .settings())
        .contains("\"supervision\":\"process\"");
  }

  private static Rewards row(double[] a, double[] b) {
    List<CompletionReward> completions = new ArrayList<>();
    for (int i = 0; i < a.length; i++) {
      completions.add(
          new CompletionReward(i, a[i] + b[i], Map.of("a", a[i], "b", b[i]), null, null, null));
    }
    return new Rewards(1, "p", completions);
  }
}
