package dev.vireo.algorithms.loss.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.Seeds;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.objective.LossType;
import dev.vireo.algorithms.objective.Normalizer;
import dev.vireo.algorithms.objective.Objective;
import dev.vireo.algorithms.objective.ObjectiveProfile;
import dev.vireo.algorithms.objective.ObjectiveSettings;
import dev.vireo.algorithms.objective.ObjectiveValue;
import dev.vireo.algorithms.objective.TokenBatch;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The policy losses compute the bits of the objective whose place they take; goes with it. */
class SameBitsTest {

  @Test
  void asTheObjective() {
    Seeds.forEach(
        800,
        random -> {
          LossType type = LossType.values()[random.nextInt(4)];
          RatioLevel level = RatioLevel.values()[random.nextInt(2)];
          PolicyProfile profile = PolicyProfile.values()[random.nextInt(3)];
          double beta = random.nextInt(2) * .1;
          Batches batch = Batches.random(random, 1 + random.nextInt(4), random.nextBoolean());
          int rows = batch.logprobs().length;
          boolean old = batch.examples().get(0).oldLogprobs().isPresent();
          TokenBatch tokens =
              new TokenBatch(
                  batch.logprobs(),
                  old ? column(batch, e -> e.oldLogprobs().get()) : null,
                  column(batch, e -> e.referenceLogprobs().get()),
                  batch.examples().stream()
                      .map(e -> e.completionMask().get())
                      .toArray(boolean[][]::new),
                  column(batch, PolicyExample::advantages));
          ObjectiveValue expected =
              new Objective(
                      new ObjectiveSettings(
                          type,
                          dev.vireo.algorithms.objective.RatioLevel.valueOf(level.name()),
                          .2,
                          .28,
                          beta,
                          ObjectiveProfile.valueOf(profile.name())))
                  .evaluate(tokens, new Normalizer(rows, batch.activeTokens(), 1, 9));

          PolicyLossSettings settings =
              PolicyLossTest.settings(PolicyLossType.valueOf(type.name()), level, beta, profile);
          LossValue value = batch.evaluate(settings, batch.step(1, 9));

          assertThat(value.loss()).isEqualTo(expected.loss());
          assertThat(value.gradient()).isDeepEqualTo(expected.gradient());
          Map<String, Double> metrics = new PolicyLoss(settings).metrics(value.sums(), null);
          if (expected.metrics().tokens() > 0) {
            assertThat(metrics)
                .containsEntry("kl", expected.metrics().kl())
                .containsEntry("zero_std/kl_share", expected.metrics().klShareOfZeroAdvantage())
                .containsEntry("clip_ratio/low_mean", expected.metrics().clipRatioLow())
                .containsEntry("clip_ratio/high_mean", expected.metrics().clipRatioHigh());
          }
        });
  }

  private static double[][] column(Batches batch, Function<PolicyExample, double[]> of) {
    return batch.examples().stream().map(of).toArray(double[][]::new);
  }
}
