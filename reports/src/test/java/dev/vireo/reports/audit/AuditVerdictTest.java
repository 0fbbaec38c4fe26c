package dev.vireo.reports.audit;

import static dev.vireo.reports.SampleAudit.effect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.reports.SampleAudit;
import dev.vireo.store.audit.FeatureEffect.Effect;
import dev.vireo.store.audit.RewardAudit;
import org.junit.jupiter.api.Test;

class AuditVerdictTest {

  private static final Effect NONE = effect(0.01, 0.1, 1, 0.02);

  @Test
  void anEffectIsSaidPerUnitWithItsInterval() {
    RewardAudit audit =
        SampleAudit.of(effect(0.0012, 0.0004, 0.001, 0.3), effect(0.0011, 0.0004, 1, 0.3), NONE);

    assertThat(AuditVerdict.lines(audit))
        .containsExactly(
            "reward: longer completions earn more: +0.120 per 100 tokens [0.080, 0.160]"
                + " within a group; with the other features held +0.110 [0.070, 0.150]");
    assertThat(AuditVerdict.remedies(audit))
        .containsExactly(
            "to take the effect of length off a reward of weight 1:"
                + " length-effect: {slope: 0.00120, center: 120}");
  }

  @Test
  void theStrongestComesFirstAndWhatIsNotLeftIsSaid() {
    RewardAudit audit =
        SampleAudit.of(
            effect(0.0012, 0.0004, 0.001, 0.2),
            effect(0.0001, 0.0004, 1, 0.3),
            effect(-0.5, 0.1, 0.0001, -0.4));

    assertThat(AuditVerdict.lines(audit))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("reward: completions with emoji earn less: -0.500 per emoji [-0.600, -0.400]");
    assertThat(AuditVerdict.lines(audit).get(1))
        .endsWith("nothing of it is left with the other features held, +0.0100 [-0.0300, 0.0500]");
  }

  @Test
  void whatIsUncertainOrTinyDoesNotMatter() {
    RewardAudit uncertain = SampleAudit.of(effect(0.5, 0.6, 0.051, 0.3), NONE, NONE);
    RewardAudit tiny = SampleAudit.of(effect(0.5, 0.1, 0.0001, 0.049), NONE, NONE);

    assertThat(AuditVerdict.lines(uncertain)).containsExactly("reward: no feature explains it");
    assertThat(AuditVerdict.lines(tiny)).containsExactly("reward: no feature explains it");
    assertThat(AuditVerdict.remedies(tiny)).isEmpty();
  }

  @Test
  void whatCannotBeMeasuredSaysWhy() {
    Effect missing = Effect.missing(0, "the rewards of a group never differ");
    RewardAudit audit = SampleAudit.of(missing, missing, missing);

    assertThat(AuditVerdict.lines(audit))
        .containsExactly(
            "reward: not measurable: the rewards of a group never differ;"
                + " the feature never varies within a group");
  }

  @Test
  void theTableHasALineForEachFeature() {
    String text =
        AuditTable.text(
            SampleAudit.of(effect(0.0012, 0.0004, 0.001, 0.3), Effect.missing(3, "none"), NONE));

    assertThat(text)
        .startsWith("240 completions of 30 prompts, iterations 1 to 2\n\nreward: longer")
        .containsPattern("  tokens +100 tokens +\\+0.120 \\[0.080, 0.160\\] \\* +- +\\+0.120")
        .containsPattern("  emoji .* 60% \\[55, 65\\] +0.58 +25% -> 75% +25% -> 50%\n")
        .contains("1-99: -0.100, 100-300: 0.100")
        .contains("  links ")
        .doesNotContain("NaN");
    for (TextFeature feature : TextFeature.ALL) {
      assertThat(text).contains("  " + feature.key() + " ");
    }
  }

  @Test
  void numbersAreShort() {
    assertThat(AuditVerdict.number(0.12345)).isEqualTo("0.123");
    assertThat(AuditVerdict.number(12.345)).isEqualTo("12.3");
    assertThat(AuditVerdict.number(12345)).isEqualTo("12345");
    assertThat(AuditVerdict.number(0.00012345)).isEqualTo("0.000123");
    assertThat(AuditVerdict.number(1.2e-7)).isEqualTo("1.2e-07");
    assertThat(AuditVerdict.number(0)).isEqualTo("0");
  }
}
