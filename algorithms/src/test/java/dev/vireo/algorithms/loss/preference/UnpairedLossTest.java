package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.preference.PreferenceLossTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnpairedLossTest {

  @Test
  void theBaselineIsTheMeanWhereItIsPositive() {
    assertThat(KtoBaseline.of(1.5)).isEqualTo(1.5);
    assertThat(KtoBaseline.of(-0.75)).isZero();
    refused(() -> KtoBaseline.of(Double.NaN), "mismatched examples is NaN");
    refused(() -> KtoBaseline.of(Double.POSITIVE_INFINITY), "is Infinity");
  }

  @Test
  void atTheBaselineEveryExampleLosesHalfItsWeight() {
    PreferenceLossSettings settings =
        Settings.of(
            PreferenceLossType.KTO,
            Map.of("beta", 1.0, "desirable-weight", 3.0, "undesirable-weight", 2.0));
    double[][] rows = {{-1, -1}, {-4}};
    List<UnpairedExample> examples =
        List.of(new UnpairedExample(true, -2.5, 0.5), new UnpairedExample(false, -4.5, 0.5));
    UnpairedLoss loss = new UnpairedLoss(settings);
    Denominators step = Steps.ofSequences(rows);
    LossValue value = loss.evaluate(Outputs.of(rows), examples, step);
    assertThat(value.loss()).isCloseTo((1.5 + 1) / 2, within(1e-15));
    assertThat(value.gradient()[0]).containsExactly(-3 * .25 / 2, -3 * .25 / 2);
    assertThat(value.gradient()[1]).containsExactly(2 * .25 / 2);
    assertThat(loss.metrics(value.sums(), step))
        .containsEntry("kl", 0.5)
        .containsEntry("rewards/margins", 0.0)
        .doesNotContainKey("entropy");
  }

  @Test
  void aKindThatAStepHasNoneOfIsAbsent() {
    UnpairedLoss loss = new UnpairedLoss(Settings.of(PreferenceLossType.APO_ZERO_UNPAIRED));
    double[][] rows = {{-1}};
    Denominators step = Steps.ofSequences(rows);
    LossValue value =
        loss.evaluate(Outputs.of(rows), List.of(new UnpairedExample(false, -1, 0)), step);
    assertThat(loss.metrics(value.sums(), step))
        .containsOnlyKeys("loss", "rewards/rejected", "logps/rejected");
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(
        () -> new UnpairedLoss(PreferenceLossSettings.defaults()),
        "The loss sigmoid is for pairs, but these examples are unpaired");
    refused(() -> new UnpairedExample(true, Double.NaN, 0), "is NaN; it must be a finite number");
    refused(() -> new UnpairedExample(true, 0, -1), "-1.0; it must be finite and at least 0");
    UnpairedLoss kto = new UnpairedLoss(Settings.of(PreferenceLossType.KTO));
    refused(
        () ->
            kto.evaluate(
                Outputs.of(new double[2][1]),
                List.of(new UnpairedExample(true, 0, 0)),
                Steps.ofSequences(new double[1][1])),
        "1 examples need 1 rows of outputs; there are 2");
  }
}
