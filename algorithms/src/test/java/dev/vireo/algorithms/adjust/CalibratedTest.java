package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.Seeds;
import org.junit.jupiter.api.Test;

class CalibratedTest {

  @Test
  void rewardsBecomeWhatTheyAreWorth() {
    // A near miss of .5 is worth nothing, a reward of .75 half as much as one of 1.
    RewardCurve curve = new RewardCurve(new double[] {0, .5, 1}, new double[] {0, 0, 1});
    double[] rewards = {0, .5, .75, 1};
    double[] adjusted = adjust(0, curve, rewards);

    assertThat(adjusted[0]).isEqualTo(adjusted[1]);
    assertThat((adjusted[2] - adjusted[1]) / (adjusted[3] - adjusted[1]))
        .isEqualTo(.5, within(1e-12));
    assertThat(adjusted[0] + adjusted[1] + adjusted[2] + adjusted[3])
        .isEqualTo(2.25, within(1e-12));
  }

  @Test
  void aBlendKeepsWhatTheTargetDoesNotTellApart() {
    RewardCurve curve = new RewardCurve(new double[] {0, .5, 1}, new double[] {0, 0, 1});
    double[] failing = {.1, .2, .4};
    assertThat(adjust(0, curve, failing))
        .containsExactly(new double[] {.7 / 3, .7 / 3, .7 / 3}, within(1e-12));
    assertThat(adjust(.1, curve, failing)).containsExactly(failing, within(1e-12));
  }

  @Test
  void aTargetThatIsTheRewardIsTheIdentity() {
    Seeds.forEach(
        100,
        random -> {
          double[] points = random.doubles(20).sorted().distinct().toArray();
          double[] rewards = random.doubles(6).toArray();
          for (double blend : new double[] {0, .3, 1}) {
            // Between the points at least: beyond them nothing is known.
            for (int i = 0; i < rewards.length; i++) {
              rewards[i] = Math.min(points[points.length - 1], Math.max(points[0], rewards[i]));
            }
            assertThat(adjust(blend, new RewardCurve(points, points), rewards))
                .containsExactly(rewards, within(1e-12));
          }
        });
  }

  @Test
  void aFlatCurveOrNoneIsTheIdentity() {
    double[] rewards = {.3, .1, .2};
    assertThat(adjust(0, RewardCurve.NONE, rewards)).containsExactly(rewards);
    RewardCurve flat = new RewardCurve(new double[] {0, 1}, new double[] {.5, .5});
    assertThat(flat.isFlat()).isTrue();
    assertThat(adjust(0, flat, rewards)).containsExactly(rewards);
  }

  @Test
  void noShapeThatKeepsOrderIsCloserToTheTarget() {
    // Of the very completions that the curve was fitted to, each at its own reward.
    double[] rewards = {0, 1, 2, 3};
    double[] target = {0, 1, 0, 1};
    RewardCurve fit = new RewardCurve(rewards, new double[] {0, .5, .5, 1});
    double[] uniform = CompletionWeights.uniform(4);
    double best = correlation(adjust(0, fit, rewards), target, uniform);
    assertThat(best).isGreaterThan(correlation(rewards, target, uniform));
    Seeds.forEach(
        300,
        random -> {
          double[] other = random.doubles(4).sorted().toArray();
          assertThat(correlation(other, target, uniform)).isLessThanOrEqualTo(best + 1e-12);
        });
  }

  @Test
  void iterationsGoByTheLastFitBeforeThem() {
    Calibrated rule = new Calibrated("exact", 10, null, null);
    assertThat(rule.fittedBefore(1)).isZero();
    assertThat(rule.fittedBefore(10)).isZero();
    assertThat(rule.fittedBefore(11)).isEqualTo(10);
    assertThat(rule.fittedBefore(30)).isEqualTo(20);
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> new Calibrated(null, null, null, null))
        .hasMessageContaining("target is missing");
    assertThatThrownBy(() -> new Calibrated("t", 0, null, null))
        .hasMessage("every is 0; it must be at least 1");
    assertThatThrownBy(() -> new Calibrated("t", null, 0, null))
        .hasMessage("window is 0; it must be at least 1");
    assertThatThrownBy(() -> new Calibrated("t", null, null, Double.NaN))
        .hasMessage("blend is NaN; it must be at least 0 and at most 1");
    assertThatThrownBy(() -> new RewardCurve(new double[] {1, 1}, new double[] {0, 1}))
        .hasMessageContaining("rewards that rise");
    assertThatThrownBy(() -> new RewardAdjuster(settings(new Calibrated("t", null, null, null))))
        .hasMessageContaining("the earlier iterations of a run");
  }

  private static double correlation(double[] one, double[] other, double[] weights) {
    return GroupStatistics.covariance(one, other, weights)
        / Math.sqrt(
            GroupStatistics.variance(one, weights) * GroupStatistics.variance(other, weights));
  }

  private static double[] adjust(double blend, RewardCurve curve, double[] rewards) {
    return new RewardAdjuster(
            settings(new Calibrated("t", null, null, blend)), new RunPoint(11, curve))
        .adjust(rewards)
        .adjusted();
  }

  private static AdjustmentSettings settings(AdjustmentRule rule) {
    return new AdjustmentSettings(
        rule, new RangePolicy.TopShare(.25, null), WeightPolicy.UNIFORM, Ties.MERGE, 0, 1);
  }
}
