package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.adjust.AdjustmentRule;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.BoundedMisalignment;
import dev.vireo.algorithms.adjust.Calibrated;
import dev.vireo.algorithms.adjust.ThresholdWeights;
import dev.vireo.algorithms.adjust.Thresholds;
import dev.vireo.algorithms.advantage.AdvantageProfile;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.KlEstimator;
import dev.vireo.algorithms.advantage.KlPenaltySettings;
import dev.vireo.algorithms.advantage.Scale;
import dev.vireo.algorithms.advantage.Supervision;
import org.junit.jupiter.api.Test;

/** What is in the fingerprint of advantages. */
class DeclaredAdvantagesTest {

  @Test
  void advantagesFromBeforeThereWereRulesAreStillGood() {
    assertThat(hash(Algorithm.GRPO, AdjustmentSettings.defaults()))
        .isEqualTo("17729635f40047107c215175434452c0728bb6966bc6df6b89e46f1545ac1a6f");
    assertThat(hash(Algorithm.GRPOVI, AdjustmentSettings.defaults()))
        .isEqualTo("1e67f42e05d36d22608bf23654300caebbb221ad3ac8ea2a861c3e13273f1878");
  }

  @Test
  void otherRulesCountWithTheirSettings() {
    assertThat(settings(new Thresholds(ThresholdWeights.EQUAL, null)))
        .contains("\"rule\":{\"top-share\":null,\"type\":\"thresholds\",\"weights\":\"equal\"}");
    assertThat(settings(new BoundedMisalignment(.9))).contains("\"floor\":0.9");
    assertThat(settings(new Calibrated("exact", 10, 20, .1)))
        .isNotEqualTo(settings(new Calibrated("exact", 10, 20, .2)));
  }

  @Test
  void rulesDoNotCountUnderGrpo() {
    assertThat(hash(Algorithm.GRPO, with(new BoundedMisalignment(.9))))
        .isEqualTo(hash(Algorithm.GRPO, AdjustmentSettings.defaults()));
  }

  @Test
  void theQualityFloorCountsWhereItIsGiven() {
    AdvantageSettings floor =
        new AdvantageSettings(AdvantageProfile.DR_GRPO, Scale.NONE, Supervision.OUTCOME, .5, null);
    assertThat(
            ComputeAdvantages.declared(
                    new AdvantageStageSettings(
                        Algorithm.GRPO, AdjustmentSettings.defaults(), floor))
                .settings())
        .contains("\"quality-floor\":0.5");
  }

  @Test
  void penaltyAndWhiteningCountWhereTheyAreUsed() {
    AdvantageSettings rloo = AdvantageSettings.of(AdvantageProfile.RLOO);
    assertThat(settings(rloo)).doesNotContain("kl").doesNotContain("whitening");
    assertThat(settings(rloo.with(new KlPenaltySettings(.05, KlEstimator.K1, null))))
        .contains("\"kl\":{\"beta\":0.05,\"estimator\":\"k1\",\"level\":\"completion\"}");
    assertThat(settings(AdvantageSettings.of(AdvantageProfile.REINFORCE_PLUS_PLUS)))
        .contains("\"whitening\":\"tokens\"");
  }

  private static String settings(AdvantageSettings advantage) {
    return ComputeAdvantages.declared(
            new AdvantageStageSettings(Algorithm.GRPO, AdjustmentSettings.defaults(), advantage))
        .settings();
  }

  private static String settings(AdjustmentRule rule) {
    return ComputeAdvantages.declared(
            new AdvantageStageSettings(Algorithm.GRPOVI, with(rule), AdvantageSettings.defaults()))
        .settings();
  }

  private static String hash(Algorithm algorithm, AdjustmentSettings adjustment) {
    return ComputeAdvantages.declared(
            new AdvantageStageSettings(algorithm, adjustment, AdvantageSettings.defaults()))
        .hash();
  }

  private static AdjustmentSettings with(AdjustmentRule rule) {
    AdjustmentSettings defaults = AdjustmentSettings.defaults();
    return new AdjustmentSettings(
        rule,
        defaults.range(),
        defaults.weights(),
        defaults.ties(),
        defaults.tieTolerance(),
        defaults.strength());
  }
}
