package dev.vireo.algorithms.loss.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.Seeds;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Sums;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyLossPropertyTest {
  /** Their weights pass no gradient, so a difference of losses is not their derivative. */
  private static final Set<PolicyLossType> DETACHED =
      Set.of(PolicyLossType.CISPO, PolicyLossType.VESPO);

  @Test
  void gradientIsTheFiniteDifference() {
    Seeds.forEach(
        900,
        random -> {
          PolicyLossSettings settings = settings(random);
          if (DETACHED.contains(settings.loss())) {
            return;
          }
          Batches batch = Batches.random(random, 1 + random.nextInt(4), false);
          Denominators step = new Denominators(9, 9, 31, 31, 31, 3, 11);
          double[][] gradient = batch.evaluate(settings, step).gradient();
          double moved = 1e-6;
          for (int b = 0; b < gradient.length; b++) {
            for (int t = 0; t < gradient[b].length; t++) {
              double logprob = batch.logprobs()[b][t];
              batch.logprobs()[b][t] = logprob + moved;
              double above = batch.evaluate(settings, step).loss();
              batch.logprobs()[b][t] = logprob - moved;
              double below = batch.evaluate(settings, step).loss();
              batch.logprobs()[b][t] = logprob;
              assertThat(gradient[b][t])
                  .as("%s", settings)
                  .isCloseTo((above - below) / (2 * moved), within(1e-7));
            }
          }
        });
  }

  @Test
  void microBatchesAddUpToTheStep() {
    Seeds.forEach(
        600,
        random -> {
          PolicyLossSettings settings = settings(random);
          int sequences = 2 + random.nextInt(6);
          Batches whole = Batches.random(random, sequences, random.nextBoolean());
          int cut = 1 + random.nextInt(sequences - 1);
          Batches[] parts = {whole.part(0, cut), whole.part(cut, sequences)};
          PolicyLoss loss = new PolicyLoss(settings);

          double total = 0;
          Sums sums = new Sums();
          for (Batches part : parts) {
            LossValue value = part.evaluate(settings, whole.step(2, 16));
            total += value.loss();
            sums.merge(value.sums());
          }

          LossValue together = whole.evaluate(settings, whole.step(1, 16));
          double expected = together.loss();
          if (settings.loss().dependsOnMicroBatches()) {
            // By its own definition: the mean over micro-batches of each one's mean over tokens.
            expected = 0;
            for (Batches part : parts) {
              expected += part.evaluate(settings, part.step(1, 16)).loss() / 2;
            }
          }
          assertThat(total).as("%s", settings).isCloseTo(expected, within(1e-13));
          Map<String, Double> metrics = loss.metrics(sums, whole.step(2, 16));
          Map<String, Double> ofWhole = loss.metrics(together.sums(), whole.step(1, 16));
          assertThat(metrics).containsOnlyKeys(ofWhole.keySet());
          assertThat(metrics.values()).doesNotContain(Double.NaN);
          ofWhole.remove("loss");
          ofWhole.forEach(
              (name, value) ->
                  assertThat(metrics.get(name)).as(name).isCloseTo(value, within(1e-12)));
          assertThat(metrics.getOrDefault("kl", 0.0)).isGreaterThanOrEqualTo(0);
        });
  }

  @Test
  void ownOldLogprobsAreARatioOfOne() {
    Seeds.forEach(
        300,
        random -> {
          PolicyLossSettings settings = settings(random);
          Batches own = Batches.random(random, 3, true);
          Batches same =
              new Batches(
                  own.logprobs(),
                  IntStream.range(0, 3)
                      .mapToObj(
                          i ->
                              new PolicyExample(
                                  Optional.of(own.logprobs()[i]),
                                  own.examples().get(i).referenceLogprobs(),
                                  own.examples().get(i).advantages(),
                                  own.examples().get(i).completionMask()))
                      .toList());
          LossValue left = own.evaluate(settings, own.step(1, 8));
          LossValue right = same.evaluate(settings, own.step(1, 8));
          assertThat(left).usingRecursiveComparison().isEqualTo(right);
        });
  }

  @Test
  void onPolicyTheFirstGradientIsTheSameForEveryFormula() {
    // At a ratio of 1 clipping, a soft gate and a detached weight all leave A's own slope; cispo's
    // bound and vespo's weight are 1 there.
    Seeds.forEach(
        200,
        random -> {
          Batches own = Batches.random(random, 4, true);
          double[][] expected = gradient(PolicyLossType.DAPO, own);
          assertThat(gradient(PolicyLossType.CISPO, own)).isDeepEqualTo(expected);
          double[][] vespo = gradient(PolicyLossType.VESPO, own);
          double[][] sapo = gradient(PolicyLossType.SAPO, own);
          double[][] grpo = gradient(PolicyLossType.GRPO, own);
          for (int b = 0; b < expected.length; b++) {
            assertThat(vespo[b]).containsExactly(expected[b], within(1e-14));
            assertThat(sapo[b]).containsExactly(grpo[b], within(1e-14));
          }
        });
  }

  private static double[][] gradient(PolicyLossType type, Batches batch) {
    return batch
        .evaluate(
            PolicyLossTest.settings(type, RatioLevel.TOKEN, 0, PolicyProfile.TRL), batch.step(1, 8))
        .gradient();
  }

  private static PolicyLossSettings settings(SplittableRandom random) {
    PolicyLossType type = any(random, PolicyLossType.values());
    return new PolicyLossSettings(
        type,
        any(random, RatioLevel.values()),
        random.nextInt(3) * .1,
        type == PolicyLossType.CISPO ? 1.1 : random.nextInt(3) * .14,
        random.nextBoolean() ? 0 : .1,
        random.nextBoolean(),
        any(random, PolicyProfile.values()),
        SapoSettings.defaults(),
        VespoSettings.defaults());
  }

  private static <T> T any(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
