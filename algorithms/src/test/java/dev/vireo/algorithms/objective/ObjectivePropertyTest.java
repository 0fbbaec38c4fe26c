package dev.vireo.algorithms.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ObjectivePropertyTest {

  @Test
  void gradientIsTheFiniteDifference() {
    Seeds.forEach(
        600,
        random -> {
          Objective objective = new Objective(settings(random));
          TokenBatch batch = Batches.random(random, 1 + random.nextInt(4), false);
          Normalizer normalizer = new Normalizer(9, 31, 3, 11);
          double[][] gradient = objective.evaluate(batch, normalizer).gradient();
          double step = 1e-6;
          for (int b = 0; b < gradient.length; b++) {
            for (int t = 0; t < gradient[b].length; t++) {
              double logprob = batch.logprobs()[b][t];
              batch.logprobs()[b][t] = logprob + step;
              double above = objective.evaluate(batch, normalizer).loss();
              batch.logprobs()[b][t] = logprob - step;
              double below = objective.evaluate(batch, normalizer).loss();
              batch.logprobs()[b][t] = logprob;
              assertThat(gradient[b][t]).isCloseTo((above - below) / (2 * step), within(1e-7));
            }
          }
        });
  }

  @Test
  void microBatchesAddUpToTheUpdate() {
    Seeds.forEach(
        400,
        random -> {
          ObjectiveSettings settings = settings(random);
          Objective objective = new Objective(settings);
          int sequences = 2 + random.nextInt(6);
          TokenBatch whole = Batches.random(random, sequences, random.nextBoolean());
          int cut = 1 + random.nextInt(sequences - 1);
          TokenBatch[] parts = {Batches.part(whole, 0, cut), Batches.part(whole, cut, sequences)};
          Normalizer normalizer = new Normalizer(sequences, whole.activeTokens(), 2, 16);

          double loss = 0;
          ObjectiveMetrics metrics = ObjectiveMetrics.NONE;
          for (TokenBatch part : parts) {
            ObjectiveValue value = objective.evaluate(part, normalizer);
            loss += value.loss();
            metrics = metrics.add(value.metrics());
          }

          double expected;
          if (settings.loss() == LossType.BNPO) {
            // By its own definition: the mean over micro-batches of each one's mean over tokens.
            expected = 0;
            for (TokenBatch part : parts) {
              expected += objective.evaluate(part, Normalizer.of(part, 16)).loss() / 2;
            }
          } else {
            expected = objective.evaluate(whole, Normalizer.of(whole, 16)).loss();
          }
          assertThat(loss).isCloseTo(expected, within(1e-13));
          ObjectiveMetrics together = objective.evaluate(whole, Normalizer.of(whole, 16)).metrics();
          assertThat(metrics.tokens()).isEqualTo(together.tokens());
          assertThat(metrics.kl()).isCloseTo(together.kl(), within(1e-13));
          assertThat(metrics.clipRatioLow()).isCloseTo(together.clipRatioLow(), within(1e-13));
          assertThat(metrics.clipRatioHigh()).isCloseTo(together.clipRatioHigh(), within(1e-13));
          assertThat(metrics.kl()).isGreaterThanOrEqualTo(0);
        });
  }

  @Test
  void ownOldLogprobsAreARatioOfOne() {
    Seeds.forEach(
        200,
        random -> {
          Objective objective = new Objective(settings(random));
          TokenBatch own = Batches.random(random, 3, true);
          TokenBatch same =
              new TokenBatch(
                  own.logprobs(),
                  own.logprobs(),
                  own.referenceLogprobs(),
                  own.completionMask(),
                  own.advantages());
          ObjectiveValue left = objective.evaluate(own, Normalizer.of(own, 8));
          ObjectiveValue right = objective.evaluate(same, Normalizer.of(own, 8));
          assertThat(left.loss()).isEqualTo(right.loss());
          assertThat(left.gradient()).isDeepEqualTo(right.gradient());
          assertThat(left.metrics().clipRatioRegion()).isZero();
        });
  }

  private static ObjectiveSettings settings(SplittableRandom random) {
    return new ObjectiveSettings(
        any(random, LossType.values()),
        any(random, RatioLevel.values()),
        random.nextInt(3) * .1,
        random.nextInt(3) * .14,
        random.nextBoolean() ? 0 : .1,
        any(random, ObjectiveProfile.values()));
  }

  private static <T> T any(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
