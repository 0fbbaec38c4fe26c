package dev.vireo.algorithms.loss.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TdpoTest {
  private static final double[][] ROWS = {{-1, -2}, {-0.5, -0.25, -3}};
  private static final List<PairExample> PAIR = List.of(PairExample.of(-3.5, -3.25));
  private static final Denominators STEP = Steps.ofPairs(ROWS, PAIR);
  private static final double[][] DIVERGENCES = {{0.25, 0.5}, {1, 0.75, 0.5}};

  /** h_c - h_r = 0.5 - (-0.5) = 1; D_r - D_c = 2.25 - 0.75 = 1.5. */
  @Test
  void theDifferenceOfTheDivergencesLowersTheMargin() {
    LossValue first = value(PreferenceLossType.TDPO1, Map.of("beta", 0.5), DIVERGENCES);
    assertThat(first.loss()).isCloseTo(Math.log1p(Math.exp(0.25)), within(1e-15));

    LossValue second =
        value(PreferenceLossType.TDPO2, Map.of("beta", 0.5, "tdpo-alpha", 0.25), DIVERGENCES);
    assertThat(second.loss()).isCloseTo(Math.log1p(Math.exp(-0.3125)), within(1e-15));
  }

  @Test
  void onlyTdpo1PushesTheDivergenceOfTheChosenCompletion() {
    // The slope of the margin is -beta sigmoid(-x).
    double slope = -0.5 / (1 + Math.exp(-0.25));
    LossValue first = value(PreferenceLossType.TDPO1, Map.of("beta", 0.5), DIVERGENCES);
    assertThat(first.gradient()[0]).containsExactly(new double[] {slope, slope}, within(1e-15));
    double[][] byDivergence = first.byDivergence().orElseThrow();
    assertThat(byDivergence[0]).containsExactly(new double[] {slope, slope}, within(1e-15));
    assertThat(byDivergence[1])
        .containsExactly(new double[] {-slope, -slope, -slope}, within(1e-15));

    double other = -0.5 / (1 + Math.exp(0.3125));
    LossValue second =
        value(PreferenceLossType.TDPO2, Map.of("beta", 0.5, "tdpo-alpha", 0.25), DIVERGENCES);
    double[][] bySecond = second.byDivergence().orElseThrow();
    assertThat(bySecond[0]).containsOnly(0);
    assertThat(bySecond[1])
        .containsExactly(new double[] {-other / 4, -other / 4, -other / 4}, within(1e-15));
  }

  @Test
  void equalDistributionsLeaveDpo() {
    double[][] none = {new double[2], new double[3]};
    double dpo =
        new PreferenceLoss(Settings.of(PreferenceLossType.SIGMOID))
            .evaluate(Outputs.of(ROWS), PAIR, STEP)
            .loss();
    assertThat(value(PreferenceLossType.TDPO1, Map.of(), none).loss()).isEqualTo(dpo);
    assertThat(value(PreferenceLossType.TDPO2, Map.of(), none).loss()).isEqualTo(dpo);
  }

  @Test
  void metricsHaveTheDivergencesOfBothCompletions() {
    PreferenceLoss loss = new PreferenceLoss(Settings.of(PreferenceLossType.TDPO2));
    Map<String, Double> metrics =
        loss.metrics(loss.evaluate(outputs(DIVERGENCES), PAIR, STEP).sums(), STEP);
    assertThat(metrics).containsEntry("kl/chosen", 0.75).containsEntry("kl/rejected", 2.25);
    PreferenceLoss dpo = new PreferenceLoss(Settings.of(PreferenceLossType.SIGMOID));
    assertThat(dpo.metrics(dpo.evaluate(Outputs.of(ROWS), PAIR, STEP).sums(), STEP))
        .doesNotContainKey("kl/chosen");
  }

  @Test
  void xpoPassesTheDerivativeOn() {
    XpoLoss loss = new XpoLoss(Settings.of(PreferenceLossType.TDPO1), 0.1);
    assertThat(loss.comparesDistributions()).isTrue();
    List<OpponentPair> pairs = List.of(new OpponentPair(PAIR.get(0), true));
    assertThat(loss.evaluate(outputs(DIVERGENCES), pairs, STEP).byDivergence().orElseThrow())
        .isDeepEqualTo(
            value(PreferenceLossType.TDPO1, Map.of(), DIVERGENCES).byDivergence().orElseThrow());
  }

  @Test
  void divergencesMustBeThereAndFinite() {
    PreferenceLoss loss = new PreferenceLoss(Settings.of(PreferenceLossType.TDPO1));
    assertThatThrownBy(() -> loss.evaluate(Outputs.of(ROWS), PAIR, STEP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no divergences are given");
    double[][] broken = {{0, Double.NaN}, {0, 0, 0}};
    assertThatThrownBy(() -> loss.evaluate(outputs(broken), PAIR, STEP))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The divergence of token 1 of sequence 0 is NaN; it must be a finite number: lower the learning rate");
  }

  private static LossValue value(
      PreferenceLossType type, Map<String, ?> settings, double[][] divergences) {
    return new PreferenceLoss(Settings.of(type, settings))
        .evaluate(outputs(divergences), PAIR, STEP);
  }

  private static Outputs outputs(double[][] divergences) {
    return new Outputs(ROWS, Map.of(), Optional.of(divergences));
  }
}
