package dev.vireo.algorithms.loss.policy;

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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PolicyLossTest {
  private static final double E = Math.E;

  static PolicyLossSettings settings(
      PolicyLossType type, RatioLevel ratio, double beta, PolicyProfile profile) {
    return new PolicyLossSettings(
        type,
        ratio,
        .2,
        type == PolicyLossType.CISPO ? 5 : .28,
        beta,
        false,
        profile,
        SapoSettings.defaults(),
        VespoSettings.defaults());
  }

  @Test
  void defaultsAreTrls() {
    assertThat(PolicyLossSettings.defaults())
        .isEqualTo(
            new PolicyLossSettings(
                PolicyLossType.DAPO,
                RatioLevel.TOKEN,
                .2,
                .2,
                0,
                true,
                PolicyProfile.TRL,
                new SapoSettings(1, 1.05),
                new VespoSettings(2, 3, 3, 2)));
  }

  @Test
  void clippingStopsTheGradientOnlyWhereItHelps() {
    // Better than clipped: no more to gain.
    expect(PolicyProfile.TRL, 0, Batches.token(0, -1, 0, 2), -2.56, 0);
    // Worse than clipped: the ratio's own side is the minimum.
    expect(PolicyProfile.TRL, 0, Batches.token(0, -1, 0, -2), 2 * E, 2 * E);
    expect(PolicyProfile.TRL, 0, Batches.token(-1, 0, 0, -2), 1.6, 0);
    expect(PolicyProfile.TRL, 0, Batches.token(-1, 0, 0, 2), -2 / E, -2 / E);
  }

  @Test
  void dualClipBoundsTheLossOfNegativeAdvantages() {
    expect(PolicyProfile.VERL, 0, Batches.token(0, -2, 0, -2), 6, 0);
    expect(PolicyProfile.OPENRLHF, 0, Batches.token(0, -2, 0, -2), 2 * E * E, 2 * E * E);
    expect(PolicyProfile.VERL, 0, Batches.token(0, -1, 0, -2), 2 * E, 2 * E);
    expect(PolicyProfile.VERL, 0, Batches.token(0, -2, 0, 2), -2.56, 0);
  }

  @Test
  void logRatiosAreClamped() {
    double bound = StrictMath.exp(20);
    expect(PolicyProfile.OPENRLHF, 0, Batches.token(0, -25, 0, -1), bound, 0);
    expect(PolicyProfile.OPENRLHF, 0, Batches.token(-25, 0, 0, 1), -1 / bound, 0);
    expect(PolicyProfile.OPENRLHF, 0, Batches.token(0, -1000, 0, -1), bound, 0);
    expect(PolicyProfile.VERL, 0, Batches.token(0, -1000, 0, -1), 3, 0);
  }

  @Test
  void klIsClampedByVerlAlone() {
    double k3 = StrictMath.exp(3) - 4;
    Batches far = Batches.token(-3, -3, 0, 0);
    expect(PolicyProfile.TRL, .5, far, .5 * k3, .5 * (1 - StrictMath.exp(3)));
    expect(PolicyProfile.VERL, .5, far, .5 * 10, 0);
    // Where the reference finds the token impossible the input's clamp holds, and k3 is 19.
    expect(PolicyProfile.VERL, .5, Batches.token(0, 0, -30, 0), .5 * 10, 0);
    double below = StrictMath.exp(-9) + 8;
    expect(
        PolicyProfile.VERL,
        .5,
        Batches.token(0, 0, -9, 0),
        .5 * below,
        .5 * (1 - StrictMath.exp(-9)));
  }

  @Test
  void theCorrectedKlIsTheGradientOfTheDivergence() {
    // d/dlp E[ratio k3] under the old policy is that of the reverse kl: here one token, ratio 1.
    PolicyLossSettings corrected =
        new PolicyLossSettings(
            PolicyLossType.DAPO,
            RatioLevel.TOKEN,
            .2,
            .2,
            1,
            true,
            PolicyProfile.TRL,
            SapoSettings.defaults(),
            VespoSettings.defaults());
    Batches token = Batches.token(-1, -1, -2.5, 0);
    LossValue value = token.evaluate(corrected, token.step(1, 1));
    // k3' + k3 = (1 - e^d) + (e^d - d - 1) = -d = log(policy / reference).
    assertThat(value.gradient()[0][0]).isCloseTo(1.5, within(1e-15));
    assertThat(value.loss()).isCloseTo(StrictMath.exp(-1.5) + .5, within(1e-15));
  }

  @Test
  void anAdvantageOfZeroHasNoPolicyTermWhateverTheRatio() {
    for (PolicyLossType type : PolicyLossType.values()) {
      for (RatioLevel level : RatioLevel.values()) {
        Batches batch = Batches.token(0, -1e4, 0, 0);
        LossValue value =
            batch.evaluate(settings(type, level, 0, PolicyProfile.TRL), batch.step(1, 1));
        assertThat(value.loss()).isZero();
        assertThat(value.gradient()[0]).containsExactly(0);
      }
    }
  }

  @Test
  void aZeroAdvantageStillFeelsTheKl() {
    Batches batch =
        new Batches(
            new double[][] {{-1, -1}, {-2}},
            List.of(
                PolicyExample.of(
                    Optional.empty(), Optional.of(new double[] {-1.5, -.5}), new double[] {0}),
                PolicyExample.of(
                    Optional.empty(), Optional.of(new double[] {-1}), new double[] {1})));
    LossValue value =
        batch.evaluate(
            settings(PolicyLossType.DAPO, RatioLevel.TOKEN, .1, PolicyProfile.TRL),
            batch.step(1, 4));
    assertThat(value.gradient()[0][0]).isPositive();
    assertThat(value.gradient()[0][1]).isNegative();
    double zero = (StrictMath.exp(-.5) - .5) + (StrictMath.exp(.5) - 1.5);
    double all = zero + E - 2;
    Map<String, Double> metrics = metrics(PolicyProfile.TRL, .1, batch);
    assertThat(metrics.get("kl")).isCloseTo(all / 3, within(1e-15));
    assertThat(metrics.get("zero_std/kl_share")).isCloseTo(zero / all, within(1e-15));
  }

  @Test
  void emptySequencesKeepTheirPlaceInTheMean() {
    PolicyExample example = PolicyExample.of(Optional.empty(), Optional.empty(), new double[] {1});
    Batches batch = new Batches(new double[][] {{-1}, {}}, List.of(example, example));
    LossValue value =
        batch.evaluate(
            settings(PolicyLossType.GRPO, RatioLevel.SEQUENCE, 0, PolicyProfile.TRL),
            batch.step(1, 3));
    assertThat(value.loss()).isEqualTo(-.5);
    assertThat(value.gradient()[1]).isEmpty();
  }

  @Test
  void vespoTakesExtremeSequencesForTheirBounds() {
    PolicyLossSettings vespo =
        settings(PolicyLossType.VESPO, RatioLevel.TOKEN, 0, PolicyProfile.TRL);
    Batches unlikely = Batches.token(-900, 0, -900, 1);
    double least = StrictMath.log(1e-8);
    double phi = StrictMath.exp(3 + 2 * least - 3e-8);
    assertThat(unlikely.evaluate(vespo, unlikely.step(1, 1)).gradient()[0][0])
        .isCloseTo(-phi, within(1e-12 * phi));
    Batches likely = Batches.token(0, -900, 0, 1);
    assertThat(likely.evaluate(vespo, likely.step(1, 1)).gradient()[0][0]).isZero();
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(
        () -> evaluate(PolicyProfile.TRL, 0, Batches.token(0, -1000, 0, -1)),
        "loss overflows at token 0 of sequence 0");
    refused(
        () -> evaluate(PolicyProfile.TRL, .1, Batches.token(-1000, -1000, 0, 0)), "kl overflows");
    refused(
        () -> evaluate(PolicyProfile.TRL, 0, Batches.token(Double.NaN, 0, 0, 0)),
        "log-probability of token 0 of sequence 0 is NaN");
    refused(
        () -> evaluate(PolicyProfile.TRL, 0, Batches.token(0, Double.NEGATIVE_INFINITY, 0, 0)),
        "old log-probability");
    refused(
        () -> evaluate(PolicyProfile.TRL, 0, Batches.token(0, 0, Double.NaN, 0)),
        "reference log-probability");
    refused(() -> evaluate(PolicyProfile.TRL, 0, Batches.token(0, 0, 0, Double.NaN)), "advantage");
    PolicyExample plain = PolicyExample.of(Optional.empty(), Optional.empty(), new double[] {1});
    refused(
        () -> evaluate(PolicyProfile.TRL, .1, new Batches(new double[][] {{-1}}, List.of(plain))),
        "beta is 0.1");
    refused(
        () -> evaluate(PolicyProfile.TRL, 0, new Batches(new double[2][3], List.of(plain))),
        "1 examples need 1 rows of outputs; there are 2");
    PolicyExample shortOld =
        PolicyExample.of(Optional.of(new double[2]), Optional.empty(), new double[] {1});
    refused(
        () -> evaluate(PolicyProfile.TRL, 0, new Batches(new double[1][3], List.of(shortOld))),
        "3 tokens but 2 old log-probabilities");
    refused(
        () ->
            new PolicyLoss(PolicyLossSettings.defaults())
                .evaluate(
                    Outputs.of(new double[0][]), List.of(), new Denominators(0, 0, 0, 0, 0, 1, 1)),
        "A step of 0 completions has no mean");
    refused(() -> new SapoSettings(0, 1), "sapo temperatures are 0.0 and 1.0");
    refused(() -> new VespoSettings(2, 0, 3, 2), "lambda-positive is 0.0");
    refused(() -> epsilons(PolicyLossType.DAPO, -.1, 0, 0), "epsilon-low -0.1");
    refused(() -> epsilons(PolicyLossType.DAPO, 0, Double.NaN, 0), "epsilon-high NaN");
    refused(() -> epsilons(PolicyLossType.DAPO, 0, 0, -1), "beta -1.0");
    refused(
        () -> epsilons(PolicyLossType.CISPO, .2, .2, 0),
        "cispo clips ratios at epsilon-high itself, not at 1 + epsilon-high: 0.2");
  }

  private static PolicyLossSettings epsilons(
      PolicyLossType type, double low, double high, double beta) {
    return new PolicyLossSettings(
        type,
        RatioLevel.TOKEN,
        low,
        high,
        beta,
        true,
        PolicyProfile.TRL,
        SapoSettings.defaults(),
        VespoSettings.defaults());
  }

  private static LossValue evaluate(PolicyProfile profile, double beta, Batches batch) {
    return batch.evaluate(
        settings(PolicyLossType.DAPO, RatioLevel.TOKEN, beta, profile),
        new Denominators(
            batch.logprobs().length, batch.logprobs().length, batch.logprobs().length, 1, 1, 1, 4));
  }

  static Map<String, Double> metrics(PolicyProfile profile, double beta, Batches batch) {
    PolicyLossSettings settings = settings(PolicyLossType.DAPO, RatioLevel.TOKEN, beta, profile);
    return new PolicyLoss(settings)
        .metrics(batch.evaluate(settings, batch.step(1, 4)).sums(), batch.step(1, 4));
  }

  private static void expect(
      PolicyProfile profile, double beta, Batches batch, double loss, double gradient) {
    LossValue value = evaluate(profile, beta, batch);
    assertThat(value.loss()).isCloseTo(loss, within(1e-12 * Math.max(1, Math.abs(loss))));
    assertThat(value.gradient()[0][0])
        .isCloseTo(gradient, within(1e-12 * Math.max(1, Math.abs(gradient))));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContaining(message);
  }
}
