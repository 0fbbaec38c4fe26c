package dev.vireo.algorithms.loss.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.sampling.GeometricMixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class NashMdLossTest {
  private static final Denominators ONE = new Denominators(1, 1, 2, 2, 2, 1, 0);

  @Test
  void sharesOfComparisonsAreProbabilities() {
    assertThat(PreferenceProbability.DIFFERENCE.of(0.75, 0.25)).isEqualTo(0.75);
    assertThat(PreferenceProbability.DIFFERENCE.of(0, 1)).isEqualTo(0);
    assertThat(PreferenceProbability.DIFFERENCE.of(3, 0)).isEqualTo(1);
    assertThat(PreferenceProbability.SIGMOID.of(0.5, 0.5)).isEqualTo(0.5);
    for (PreferenceProbability each : PreferenceProbability.values()) {
      assertThat(each.of(Double.NaN, 0)).isNaN();
      assertThat(each.of(0, Double.NaN)).isNaN();
    }
  }

  @Test
  void aTieFarFromTheReferenceIsPulledBackToIt() {
    double[][] rows = {{-1, -2}};
    ComparedCompletion tie = new ComparedCompletion(new double[] {-2, -2}, 0.5);
    double[] gradient =
        new NashMdLoss(0.5).evaluate(Outputs.of(rows), List.of(tie), ONE).gradient()[0];
    assertThat(gradient).containsExactly(0.5, 0);
  }

  @Test
  void whatIsNotANumberOrOfOtherTokensIsRefused() {
    NashMdLoss loss = new NashMdLoss(0.1);
    ComparedCompletion one = new ComparedCompletion(new double[] {-1}, 1);
    assertThatThrownBy(
            () -> loss.evaluate(Outputs.of(new double[][] {{-1, -1}}), List.of(one), ONE))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Sequence 0 has 2 tokens, but the reference policy's");
    assertThatThrownBy(
            () -> loss.evaluate(Outputs.of(new double[][] {{Double.NaN}}), List.of(one), ONE))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new ComparedCompletion(new double[] {-1}, Double.NaN))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new NashMdLoss(-1)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new XpoLoss(PreferenceLossSettings.defaults(), -1))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new GeometricMixture(1.5)).isInstanceOf(InputException.class);
  }

  @Test
  void aStepWithoutExamplesHasNoMetricsButItsLoss() {
    Denominators none = new Denominators(0, 0, 0, 0, 0, 1, 0);
    assertThat(new NashMdLoss(0.1).metrics(new Sums(), none)).containsOnlyKeys("loss");
    assertThat(new XpoLoss(PreferenceLossSettings.defaults(), 0.1).metrics(new Sums(), none))
        .containsOnlyKeys("loss", "loss/dpo", "loss/xpo")
        .doesNotContainValue(Double.NaN);
  }
}
