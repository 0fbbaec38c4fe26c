package dev.vireo.algorithms.loss.policy;

import static dev.vireo.algorithms.loss.policy.PolicyLossTest.metrics;
import static dev.vireo.algorithms.loss.policy.PolicyLossTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyMetricsTest {

  @Test
  void metricsCountClippedRatios() {
    Batches batch =
        new Batches(
            new double[][] {{0, -1, 0, 0}, {0}},
            List.of(
                PolicyExample.of(
                    Optional.of(new double[] {-1, 0, 0, -1}),
                    Optional.empty(),
                    new double[] {1, -1, 1, -1}),
                new PolicyExample(
                    Optional.of(new double[] {-1}),
                    Optional.empty(),
                    new double[] {1},
                    Optional.of(new boolean[] {false}))));
    assertThat(metrics(PolicyProfile.TRL, 0, batch))
        .containsOnlyKeys(
            "loss",
            "trained_tokens",
            "clip_ratio/low_mean",
            "clip_ratio/low_min",
            "clip_ratio/high_mean",
            "clip_ratio/high_max",
            "clip_ratio/region_mean")
        .containsEntry("trained_tokens", 4.0)
        .containsEntry("clip_ratio/high_mean", .25)
        .containsEntry("clip_ratio/low_mean", .25)
        .containsEntry("clip_ratio/region_mean", .5);

    // Over two micro-batches: means over tokens, extremes over sequences.
    PolicyLossSettings settings =
        settings(PolicyLossType.DAPO, RatioLevel.TOKEN, 0, PolicyProfile.TRL);
    Batches other = Batches.token(0, 0, 0, 1);
    Sums sums = new Sums();
    for (Batches part : new Batches[] {batch, other}) {
      sums.merge(part.evaluate(settings, batch.step(2, 4)).sums());
    }
    assertThat(new PolicyLoss(settings).metrics(sums, batch.step(2, 4)))
        .containsEntry("clip_ratio/high_mean", .2)
        .containsEntry("clip_ratio/high_max", .25)
        .containsEntry("clip_ratio/low_min", 0.0);
  }

  @Test
  void sequencesCountOnceAtSequenceLevel() {
    Batches batch =
        new Batches(
            new double[][] {{0, 0, 0}, {0}},
            List.of(
                PolicyExample.of(
                    Optional.of(new double[] {-1, -1, -1}), Optional.empty(), new double[] {1}),
                PolicyExample.of(
                    Optional.of(new double[] {0}), Optional.empty(), new double[] {1})));
    PolicyLossSettings settings =
        settings(PolicyLossType.GRPO, RatioLevel.SEQUENCE, 0, PolicyProfile.TRL);
    LossValue value = batch.evaluate(settings, batch.step(1, 3));
    assertThat(new PolicyLoss(settings).metrics(value.sums(), batch.step(1, 3)))
        .containsEntry("clip_ratio/high_mean", .5)
        .containsEntry("trained_tokens", 4.0);
  }

  @Test
  void nothingMeasuredIsNoMetric() {
    PolicyLoss loss = new PolicyLoss(PolicyLossSettings.defaults());
    assertThat(loss.metrics(new Sums(), null)).containsOnlyKeys("loss", "trained_tokens");
  }

  @Test
  void entropyIsOfTheTokensThatCount() {
    PolicyLoss loss = new PolicyLoss(PolicyLossSettings.defaults());
    double[][] entropies = {{1, 100, 3}};
    LossValue value =
        loss.evaluate(
            new Outputs(new double[][] {{-1, -1, -1}}, Map.of(TokenStatistic.ENTROPY, entropies)),
            List.of(
                new PolicyExample(
                    Optional.empty(),
                    Optional.empty(),
                    new double[] {1},
                    Optional.of(new boolean[] {true, false, true}))),
            new Denominators(1, 1, 2, 2, 2, 1, 3));
    assertThat(loss.metrics(value.sums(), null)).containsEntry("entropy", 2.0);
  }

  @Test
  void klOfNearPoliciesKeepsItsDigits() {
    Batches near = Batches.token(-1, -1, -1 + 0x1p-30, 0);
    assertThat(metrics(PolicyProfile.TRL, 1, near).get("kl")).isCloseTo(0x1p-61, within(0x1p-85));
  }

  @Test
  void theSamplersLogprobsAreMeasuredAgainstThePolicys() {
    Batches batch =
        new Batches(
            new double[][] {{-1, -2, -3}, {-1}},
            List.of(
                new PolicyExample(
                        Optional.empty(),
                        Optional.empty(),
                        new double[] {1},
                        Optional.of(new boolean[] {true, true, false}))
                    .sampledWith(new double[] {-1.5, -2, 7}),
                PolicyExample.of(Optional.empty(), Optional.empty(), new double[] {-1})));

    assertThat(metrics(PolicyProfile.TRL, 0, batch))
        .containsEntry("logp_difference/mean", .25)
        .containsEntry("logp_difference/max", .5);
  }
}
