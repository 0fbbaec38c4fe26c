package dev.vireo.algorithms.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  private static final double E = Math.E;

  @Test
  void defaults() {
    ObjectiveSettings defaults = ObjectiveSettings.defaults();
    assertThat(defaults.loss()).isEqualTo(LossType.DAPO);
    assertThat(defaults.ratio()).isEqualTo(RatioLevel.TOKEN);
    assertThat(defaults.epsilonLow()).isEqualTo(.2);
    assertThat(defaults.epsilonHigh()).isEqualTo(.2);
    assertThat(defaults.beta()).isZero();
    assertThat(defaults.profile()).isEqualTo(ObjectiveProfile.TRL);
  }

  @Test
  void clippingStopsTheGradientOnlyWhereItHelps() {
    // Better than clipped: no more to gain.
    expect(ObjectiveProfile.TRL, 0, Batches.token(0, -1, 0, 2), -2.4, 0);
    // Worse than clipped: the ratio's own side is the minimum.
    expect(ObjectiveProfile.TRL, 0, Batches.token(0, -1, 0, -2), 2 * E, 2 * E);
    expect(ObjectiveProfile.TRL, 0, Batches.token(-1, 0, 0, -2), 1.6, 0);
    expect(ObjectiveProfile.TRL, 0, Batches.token(-1, 0, 0, 2), -2 / E, -2 / E);
  }

  @Test
  void dualClipBoundsTheLossOfNegativeAdvantages() {
    expect(ObjectiveProfile.VERL, 0, Batches.token(0, -2, 0, -2), 6, 0);
    expect(ObjectiveProfile.OPENRLHF, 0, Batches.token(0, -2, 0, -2), 2 * E * E, 2 * E * E);
    expect(ObjectiveProfile.VERL, 0, Batches.token(0, -1, 0, -2), 2 * E, 2 * E);
    expect(ObjectiveProfile.VERL, 0, Batches.token(0, -2, 0, 2), -2.4, 0);
  }

  @Test
  void logRatiosAreClamped() {
    double bound = StrictMath.exp(20);
    expect(ObjectiveProfile.OPENRLHF, 0, Batches.token(0, -25, 0, -1), bound, 0);
    expect(ObjectiveProfile.OPENRLHF, 0, Batches.token(-25, 0, 0, 1), -1 / bound, 0);
    expect(ObjectiveProfile.OPENRLHF, 0, Batches.token(0, -1000, 0, -1), bound, 0);
    expect(ObjectiveProfile.VERL, 0, Batches.token(0, -1000, 0, -1), 3, 0);
  }

  @Test
  void klIsClampedByVerlAlone() {
    double k3 = StrictMath.exp(3) - 4;
    expect(
        ObjectiveProfile.TRL,
        .5,
        Batches.token(-3, -3, 0, 0),
        .5 * k3,
        .5 * (1 - StrictMath.exp(3)));
    expect(ObjectiveProfile.VERL, .5, Batches.token(-3, -3, 0, 0), .5 * 10, 0);
    // Where the reference finds the token impossible the input's clamp holds, and k3 is 19.
    expect(ObjectiveProfile.VERL, .5, Batches.token(0, 0, -30, 0), .5 * 10, 0);
    double below = StrictMath.exp(-9) + 8;
    expect(
        ObjectiveProfile.VERL,
        .5,
        Batches.token(0, 0, -9, 0),
        .5 * below,
        .5 * (1 - StrictMath.exp(-9)));
  }

  @Test
  void klOfNearPoliciesKeepsItsDigits() {
    TokenBatch batch = Batches.token(-1, -1, -1 + 0x1p-30, 0);
    ObjectiveValue value = evaluate(ObjectiveProfile.TRL, 1, batch);
    assertThat(value.metrics().kl()).isCloseTo(0x1p-61, within(0x1p-85));
  }

  @Test
  void anAdvantageOfZeroHasNoPolicyTermWhateverTheRatio() {
    expect(ObjectiveProfile.TRL, 0, Batches.token(0, -1e4, 0, 0), 0, 0);
    for (RatioLevel level : RatioLevel.values()) {
      TokenBatch batch = Batches.token(0, -1e4, 0, 0);
      ObjectiveValue value =
          new Objective(
                  new ObjectiveSettings(LossType.GRPO, level, .2, .2, 0, ObjectiveProfile.TRL))
              .evaluate(batch, Normalizer.of(batch, 1));
      assertThat(value.gradient()[0]).containsExactly(0);
    }
  }

  @Test
  void aZeroAdvantageStillFeelsTheKl() {
    TokenBatch batch =
        new TokenBatch(
            new double[][] {{-1, -1}, {-2}},
            null,
            new double[][] {{-1.5, -.5}, {-1}},
            null,
            new double[][] {{0}, {1}});
    ObjectiveValue value = evaluate(ObjectiveProfile.TRL, .1, batch);
    assertThat(value.gradient()[0][0]).isPositive();
    assertThat(value.gradient()[0][1]).isNegative();
    double zero = (StrictMath.exp(-.5) - .5) + (StrictMath.exp(.5) - 1.5);
    double all = zero + E - 2;
    assertThat(value.metrics().kl()).isCloseTo(all / 3, within(1e-15));
    assertThat(value.metrics().klShareOfZeroAdvantage()).isCloseTo(zero / all, within(1e-15));
  }

  @Test
  void metricsCountClippedRatios() {
    TokenBatch batch =
        new TokenBatch(
            new double[][] {{0, -1, 0, 0}, {0}},
            new double[][] {{-1, 0, 0, -1}, {-1}},
            null,
            new boolean[][] {{true, true, true, true}, {false}},
            new double[][] {{1, -1, 1, -1}, {1}});
    ObjectiveMetrics metrics = evaluate(ObjectiveProfile.TRL, 0, batch).metrics();
    assertThat(metrics.sequences()).isEqualTo(2);
    assertThat(metrics.tokens()).isEqualTo(4);
    assertThat(metrics.clipRatioHigh()).isEqualTo(.25);
    assertThat(metrics.clipRatioLow()).isEqualTo(.25);
    assertThat(metrics.clipRatioRegion()).isEqualTo(.5);

    TokenBatch other = Batches.token(0, 0, 0, 1);
    ObjectiveMetrics both = evaluate(ObjectiveProfile.TRL, 0, other).metrics().add(metrics);
    assertThat(both.clipRatioHigh()).isEqualTo(.2);
    assertThat(both.clipRatioHighMax()).isEqualTo(.25);
    assertThat(both.clipRatioLowMin()).isZero();
    assertThat(ObjectiveMetrics.NONE.add(both)).isEqualTo(both);
    assertThat(ObjectiveMetrics.NONE.clipRatioLowMin()).isZero();
    assertThat(ObjectiveMetrics.NONE.clipRatioHighMax()).isZero();
    assertThat(ObjectiveMetrics.NONE.kl()).isZero();
  }

  @Test
  void sequencesCountOnceAtSequenceLevel() {
    TokenBatch batch =
        new TokenBatch(
            new double[][] {{0, 0, 0}, {0}},
            new double[][] {{-1, -1, -1}, {0}},
            null,
            null,
            new double[][] {{1}, {1}});
    ObjectiveMetrics metrics =
        new Objective(
                new ObjectiveSettings(
                    LossType.GRPO, RatioLevel.SEQUENCE, .2, .2, 0, ObjectiveProfile.TRL))
            .evaluate(batch, Normalizer.of(batch, 3))
            .metrics();
    assertThat(metrics.clipRatioHigh()).isEqualTo(.5);
    assertThat(metrics.tokens()).isEqualTo(4);
  }

  @Test
  void emptySequencesKeepTheirPlaceInTheMean() {
    TokenBatch batch =
        new TokenBatch(new double[][] {{-1}, {}}, null, null, null, new double[][] {{1}, {1}});
    Objective objective =
        new Objective(
            new ObjectiveSettings(
                LossType.GRPO, RatioLevel.SEQUENCE, .2, .2, 0, ObjectiveProfile.TRL));
    ObjectiveValue value = objective.evaluate(batch, Normalizer.of(batch, 3));
    assertThat(value.loss()).isEqualTo(-.5);
    assertThat(value.gradient()[1]).isEmpty();
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(
        () -> evaluate(ObjectiveProfile.TRL, 0, Batches.token(0, -1000, 0, -1)),
        "loss overflows at token 0 of sequence 0");
    refused(
        () -> evaluate(ObjectiveProfile.TRL, .1, Batches.token(-1000, -1000, 0, 0)),
        "kl overflows");
    refused(
        () -> evaluate(ObjectiveProfile.TRL, 0, Batches.token(Double.NaN, 0, 0, 0)),
        "log-probability of token 0 of sequence 0 is NaN");
    refused(
        () -> evaluate(ObjectiveProfile.TRL, 0, Batches.token(0, Double.NEGATIVE_INFINITY, 0, 0)),
        "old log-probability");
    refused(
        () -> evaluate(ObjectiveProfile.TRL, 0, Batches.token(0, 0, Double.NaN, 0)),
        "reference log-probability");
    refused(
        () -> evaluate(ObjectiveProfile.TRL, 0, Batches.token(0, 0, 0, Double.NaN)), "advantage");
    refused(
        () ->
            evaluate(
                ObjectiveProfile.TRL,
                .1,
                new TokenBatch(new double[1][1], null, null, null, new double[1][1])),
        "beta is 0.1");
    refused(
        () -> new TokenBatch(new double[2][3], null, null, null, new double[1][3]),
        "2 sequences has advantages of 1");
    refused(
        () -> new TokenBatch(new double[1][3], new double[1][2], null, null, new double[1][3]),
        "3 tokens but 2 old log-probabilities");
    refused(
        () -> new TokenBatch(new double[1][3], null, null, new boolean[1][4], new double[1][3]),
        "4 mask values");
    refused(() -> new Normalizer(0, 1, 1, 1), "0 sequences");
    refused(() -> settings(-.1, 0, 0), "epsilon-low -0.1");
    refused(() -> settings(0, Double.NaN, 0), "epsilon-high NaN");
    refused(() -> settings(0, 0, -1), "beta -1.0");
  }

  private static ObjectiveSettings settings(double low, double high, double beta) {
    return new ObjectiveSettings(
        LossType.DAPO, RatioLevel.TOKEN, low, high, beta, ObjectiveProfile.TRL);
  }

  private static ObjectiveValue evaluate(ObjectiveProfile profile, double beta, TokenBatch batch) {
    return new Objective(
            new ObjectiveSettings(LossType.DAPO, RatioLevel.TOKEN, .2, .2, beta, profile))
        .evaluate(batch, Normalizer.of(batch, 4));
  }

  private static void expect(
      ObjectiveProfile profile, double beta, TokenBatch batch, double loss, double gradient) {
    ObjectiveValue value = evaluate(profile, beta, batch);
    assertThat(value.loss()).isCloseTo(loss, within(1e-12 * Math.max(1, Math.abs(loss))));
    assertThat(value.gradient()[0][0])
        .isCloseTo(gradient, within(1e-12 * Math.max(1, Math.abs(gradient))));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContaining(message);
  }
}
