package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.Seeds;
import org.junit.jupiter.api.Test;

class RewardAdjusterTest {
  private static final RangePolicy UNIT = new RangePolicy.Fixed(0, 1, false);

  @Test
  void missingRewardsLeaveTheGroup() {
    AdjustedGroup group =
        adjuster(UNIT, 1).adjust(new double[] {.8, Double.NaN, .5, .2}, new double[] {1, 5, 1, 1});

    assertThat(group.adjusted()[1]).isNaN();
    assertThat(group.adjusted()[0]).isEqualTo(1);
    assertThat(group.adjusted()[2]).isEqualTo(.5, within(1e-15));
    assertThat(group.adjusted()[3]).isZero();
    assertThat(group.weights())
        .containsExactly(new double[] {1 / 3., 0, 1 / 3., 1 / 3.}, within(1e-15));
    assertThat(group.mean()).isEqualTo(.5, within(1e-15));
    assertThat(group.varianceBefore()).isEqualTo(.06, within(1e-15));
    assertThat(group.varianceAfter()).isEqualTo(1 / 6., within(1e-15));
    assertThat(group.topShare()).isEqualTo(.5, within(1e-15));
    assertThat(group.ternaryShare()).isEqualTo(2 / 3.);
    assertThat(group.tieShare()).isZero();
    assertThat(group.range()).isEqualTo(new RewardRange(0, 1));
  }

  @Test
  void fewerThanTwoRewardsStayAsTheyAre() {
    AdjustedGroup one = adjuster(UNIT, 1).adjust(new double[] {Double.NaN, .3});
    assertThat(one.adjusted()).containsExactly(Double.NaN, .3);
    assertThat(one.weights()).containsExactly(0, 1);
    assertThat(one.mean()).isEqualTo(.3);
    assertThat(one.varianceAfter()).isZero();

    AdjustedGroup none = adjuster(UNIT, 1).adjust(new double[] {Double.NaN, Double.NaN});
    assertThat(none.adjusted()).containsExactly(Double.NaN, Double.NaN);
    assertThat(none.weights()).containsExactly(0, 0);
    assertThat(none.range()).isEqualTo(RewardRange.NONE);
    assertThat(none.mean()).isNaN();
    assertThat(none.topShare()).isZero();
    assertThat(adjuster(new RangePolicy.Group(), 1).adjust(new double[0]).adjusted()).isEmpty();
  }

  @Test
  void rangesComeFromTheirPolicies() {
    double[] rewards = {.8, .6, .2, 0};
    assertThat(adjuster(new RangePolicy.Group(), 1).adjust(rewards).range())
        .isEqualTo(new RewardRange(0, .8));
    // Mean .4; a quarter of the group at M: (.4 - 0) / (M - 0) = .25.
    AdjustedGroup quarter = adjuster(new RangePolicy.TopShare(.25, null), 1).adjust(rewards);
    assertThat(quarter.range().upper()).isEqualTo(1.6, within(1e-15));
    assertThat(quarter.topShare()).isEqualTo(.25, within(1e-15));
    assertThat(quarter.adjusted()).containsExactly(new double[] {1.6, 0, 0, 0}, within(1e-15));
    assertThat(adjuster(new RangePolicy.TopShare(.25, -1.), 1).adjust(rewards).range().upper())
        .isEqualTo(-1 + 1.4 / .25, within(1e-14));
    // The range never ends under a reward.
    AdjustedGroup most = adjuster(new RangePolicy.TopShare(1, null), 1).adjust(rewards);
    assertThat(most.range().upper()).isEqualTo(.8);
    assertThat(most.topShare()).isEqualTo(.5, within(1e-15));
    // Equal rewards leave no range to spread over.
    AdjustedGroup equal =
        adjuster(new RangePolicy.TopShare(.25, null), 1).adjust(new double[] {.1, .1, .1});
    assertThat(equal.adjusted()).containsExactly(.1, .1, .1);
    assertThat(equal.topShare()).isZero();
    assertThat(equal.tieShare()).isEqualTo(1);
  }

  @Test
  void rewardsOutsideAreRefusedOrClipped() {
    assertThatThrownBy(() -> adjuster(UNIT, 1).adjust(new double[] {.5, 1.5}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Completion 1")
        .hasMessageContaining("reward 1.5")
        .hasMessageContaining("[0.0, 1.0]");
    assertThatThrownBy(
            () -> adjuster(new RangePolicy.TopShare(.5, 0.), 1).adjust(new double[] {-.5, 1}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("reward -0.5");
    AdjustedGroup clipped =
        adjuster(new RangePolicy.Fixed(0, 1, true), 1).adjust(new double[] {.5, 1.5, -3});
    assertThat(clipped.adjusted()).containsExactly(.5, 1, 0);
    assertThat(clipped.mean()).isEqualTo(.5, within(1e-15));
    assertThat(adjuster(new RangePolicy.Fixed(0, 1, true), 1).adjust(new double[] {7}).adjusted())
        .containsExactly(1);
  }

  @Test
  void whatIsNoNumberIsRefused() {
    RewardAdjuster adjuster = adjuster(new RangePolicy.Group(), 1);
    assertThatThrownBy(() -> adjuster.adjust(new double[] {0, Double.NEGATIVE_INFINITY}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Reward 1 of the group is -Infinity");
    assertThatThrownBy(() -> adjuster.adjust(new double[2], new double[] {1, -1}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Weight 1");
    assertThatThrownBy(() -> adjuster.adjust(new double[2], new double[3]))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("2 rewards but 3 weights");
    assertThatThrownBy(() -> adjuster.adjust(new double[] {1, Double.NaN}, new double[] {0, 1}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("are zero");
  }

  @Test
  void strengthBlends() {
    double[] rewards = {.8, .5, .2};
    assertThat(adjuster(UNIT, .5).adjust(rewards).adjusted())
        .containsExactly(new double[] {.9, .5, .1}, within(1e-15));
    assertThat(adjuster(UNIT, 0).adjust(rewards).adjusted()).containsExactly(rewards);
  }

  @Test
  void tiesAreCountedWithinTheTolerance() {
    AdjustedGroup group =
        new RewardAdjuster(new AdjustmentSettings(UNIT, WeightPolicy.UNIFORM, Ties.MERGE, .01, 1))
            .adjust(new double[] {.5, .505, .9, .1});
    assertThat(group.tieShare()).isEqualTo(.5);
    assertThat(group.adjusted()[0]).isEqualTo(group.adjusted()[1]);
  }

  @Test
  void hostileWeightsKeepTheMean() {
    Seeds.forEach(
        500,
        random -> {
          int size = 2 + random.nextInt(10);
          double[] rewards = new double[size];
          double[] logprobs = new double[size];
          for (int i = 0; i < size; i++) {
            rewards[i] = (random.nextDouble() - .5) * 2e15;
            logprobs[i] = -1e4 * random.nextDouble();
          }
          double[] weights = CompletionWeights.fromLogprobs(logprobs);
          AdjustedGroup group =
              adjuster(new RangePolicy.Fixed(-1e15, 1e15, false), random.nextDouble())
                  .adjust(rewards, weights);
          assertThat(Math.abs(Groups.meanError(group.adjusted(), rewards, group.weights())))
              .isLessThanOrEqualTo(1e-12 * 2e15);
          assertThat(group.varianceAfter())
              .isGreaterThanOrEqualTo(group.varianceBefore() * (1 - 1e-12));
        });
  }

  private static RewardAdjuster adjuster(RangePolicy range, double strength) {
    return new RewardAdjuster(
        new AdjustmentSettings(range, WeightPolicy.UNIFORM, Ties.MERGE, 0, strength));
  }
}
