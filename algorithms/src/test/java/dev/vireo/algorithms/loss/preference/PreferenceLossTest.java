package dev.vireo.algorithms.loss.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PreferenceLossTest {

  @Test
  void farFromZeroEveryLossHasItsLimit() {
    // Policy and reference differ by 4,000 nats, either way: e^4000 is no double.
    double[][] rows = {{-4000}, {-1}};
    for (PreferenceLossType type : PreferenceLossType.values()) {
      if (type.unpaired()
          || type == PreferenceLossType.DISCOPOP
          || type == PreferenceLossType.ORPO
          || type.comparesDistributions()) {
        continue;
      }
      for (double[][] swapped : new double[][][] {rows, {rows[1], rows[0]}}) {
        LossValue value = value(Settings.of(type), swapped, PairExample.of(-2000, -2000));
        assertThat(value.loss()).as(type.key()).isFinite();
        assertThat(value.gradient()[0][0]).as(type.key()).isFinite();
      }
    }
    LossValue lost = value(Settings.of(PreferenceLossType.SIGMOID), rows, PairExample.of(0, -4001));
    assertThat(lost.loss()).isCloseTo(800, within(1e-9));
    assertThat(lost.gradient()[0][0]).isEqualTo(-0.1);
  }

  @Test
  void discopopOverflowsOnlyWhereItsFormulaDoes() {
    // w e^-x with w = sigmoid(x / .05) goes to 0 for x far below 0, although e^-x alone overflows.
    PreferenceLossSettings settings = Settings.of(PreferenceLossType.DISCOPOP);
    LossValue value = value(settings, new double[][] {{-9000}, {-1}}, PairExample.of(0, 0));
    assertThat(value.loss()).isCloseTo(899.9, within(1e-9));
    assertThat(value.gradient()[0][0]).isCloseTo(-0.1, within(1e-12));
  }

  @Test
  void aCertainChosenCompletionHasFiniteOdds() {
    PreferenceLossSettings orpo = Settings.of(PreferenceLossType.ORPO, Map.of("beta", 1.0));
    double[][] certain = {{0, 0}, {-1}};
    LossValue value = value(orpo, certain, PairExample.withoutReference());
    assertThat(value.loss()).isZero();
    // The odds' own derivative is infinite, that of the loss is the rejected odds.
    double odds = Math.exp(-1) / (1 - Math.exp(-1));
    assertThat(value.gradient()[0][0]).isCloseTo(-odds / 2 - 0.5, within(1e-12));
    refused(
        () -> value(orpo, new double[][] {{-1}, {0}}, PairExample.withoutReference()),
        "The loss of the pair of sequences 0 and 1 overflows");
  }

  @Test
  void hingeAtItsCornerPassesNoGradient() {
    PreferenceLossSettings hinge = Settings.of(PreferenceLossType.HINGE, Map.of("beta", 1.0));
    LossValue value = value(hinge, new double[][] {{-1}, {-2}}, PairExample.of(-1, -1));
    assertThat(value.loss()).isZero();
    assertThat(value.gradient()[0]).containsExactly(0);
  }

  @Test
  void metricsWithoutStatisticsAreAbsent() {
    double[][] rows = {{-1, -3}, {-4}};
    PairExample example = PairExample.of(-4, -4);
    PreferenceLoss loss = new PreferenceLoss(PreferenceLossSettings.defaults());
    Denominators step = Steps.ofPairs(rows, List.of(example));
    LossValue value = loss.evaluate(Outputs.of(rows), List.of(example), step);
    // Equal rewards are not accurate.
    assertThat(loss.metrics(value.sums(), step))
        .containsExactly(
            Map.entry("logps/chosen", -4.0),
            Map.entry("logps/rejected", -4.0),
            Map.entry("loss", value.loss()),
            Map.entry("rewards/accuracies", 0.0),
            Map.entry("rewards/chosen", 0.0),
            Map.entry("rewards/margins", 0.0),
            Map.entry("rewards/rejected", 0.0));
    assertThat(value.loss()).isCloseTo(Math.log(2), within(1e-15));
  }

  @Test
  void promptsCountInOrposLikelihoodAlone() {
    double[][] rows = {{-7, -1, -2}, {-7, -4}};
    PairExample example = PairExample.withoutReference(1, 1);
    LossValue orpo = value(Settings.of(PreferenceLossType.ORPO), rows, example);
    assertThat(orpo.gradient()[0][0]).isCloseTo(-1.0 / 3, within(1e-15));
    assertThat(orpo.gradient()[1][0]).isZero();
    LossValue cpo = value(Settings.of(PreferenceLossType.CPO), rows, example);
    assertThat(cpo.gradient()[0][0]).isZero();
    assertThat(cpo.sums().sum("nll_loss")).isEqualTo(3);
  }

  @Test
  void lossesTravelToExecutors() throws Exception {
    double[][] rows = {{-1, -3}, {-4}};
    for (PreferenceLossType type : PreferenceLossType.values()) {
      if (!type.unpaired() && !type.comparesDistributions()) {
        PreferenceLoss loss = new PreferenceLoss(Settings.of(type));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(loss);
        }
        PreferenceLoss read =
            (PreferenceLoss)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        List<PairExample> pair = List.of(PairExample.of(-4, -5));
        Denominators step = Steps.ofPairs(rows, pair);
        assertThat(read.evaluate(Outputs.of(rows), pair, step).loss())
            .isEqualTo(loss.evaluate(Outputs.of(rows), pair, step).loss());
      }
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    PreferenceLossSettings dpo = PreferenceLossSettings.defaults();
    refused(
        () -> value(dpo, new double[][] {{-1}, {-1}}, PairExample.withoutReference()),
        "The loss sigmoid needs the reference policy's log-probabilities");
    refused(
        () -> value(dpo, new double[][] {{-1}, {-2, Double.NaN}}, PairExample.of(0, 0)),
        "The log-probability of token 1 of sequence 1 is NaN");
    refused(
        () -> value(dpo, new double[][] {{-1}}, PairExample.of(0, 0)),
        "1 examples need 2 rows of outputs; there are 1");
    refused(
        () ->
            value(
                Settings.of(PreferenceLossType.ORPO),
                new double[][] {{-1}, {-1}},
                PairExample.withoutReference(2, 0)),
        "The completion of sequence 0 starts at output 2, and the sequence has 1");
    refused(() -> PairExample.of(Double.NaN, 0), "are NaN and 0.0; both must be finite");
    refused(
        () -> new PreferenceLoss(Settings.of(PreferenceLossType.KTO)),
        "The loss kto is for unpaired examples, but these are pairs");
  }

  private static LossValue value(
      PreferenceLossSettings settings, double[][] rows, PairExample example) {
    Denominators step =
        rows.length == 2
            ? Steps.ofPairs(rows, List.of(example))
            : new Denominators(1, 2, 2, 1, 1, 1, 0);
    return new PreferenceLoss(settings).evaluate(Outputs.of(rows), List.of(example), step);
  }

  static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContaining(message);
  }
}
