package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import org.junit.jupiter.api.Test;

class VarianceIncreaseTest {
  private static final double[] EVEN = {1, 1, 1, 1};

  @Test
  void ruleRewardsAreExtremeAlready() {
    double[] rewards = {1, 0, 1, 0, 0};
    // Weights whose sums round: the ends must come out exact all the same.
    double[] weights = {0.1, 0.2, 0.3, 0.7, 0.1};
    assertThat(VarianceIncrease.maximise(rewards, weights, 0, 1, Ties.MERGE, 0))
        .containsExactly(rewards);
  }

  @Test
  void equalRewardsAreMergedOrSplit() {
    double[] rewards = {.5, .5, .5, .5};
    assertThat(VarianceIncrease.maximise(rewards, EVEN, 0, 1, Ties.MERGE, 0))
        .containsExactly(rewards);
    assertThat(VarianceIncrease.maximise(rewards, EVEN, 0, 1, Ties.SPLIT, 0))
        .containsExactly(1, 1, 0, 0);
    assertThat(
            VarianceIncrease.maximise(
                new double[] {.5, .5, .5}, new double[] {1, 1, 1}, 0, 1, Ties.SPLIT, 0))
        .containsExactly(1, .5, 0);
  }

  @Test
  void splittingMergedTiesNeverCostsVarianceElsewhere() {
    double[] rewards = {.9, .5, .5, .1};
    assertThat(VarianceIncrease.maximise(rewards, EVEN, 0, 1, Ties.MERGE, 0))
        .containsExactly(1, .5, .5, 0);
    assertThat(VarianceIncrease.maximise(rewards, EVEN, 0, 1, Ties.SPLIT, 0))
        .containsExactly(1, 1, 0, 0);
  }

  @Test
  void nearTiesMoveTogetherWithinTheTolerance() {
    double[] rewards = {.5, .5 + 1e-9, .9, .1};
    double[] adjusted = VarianceIncrease.maximise(rewards, EVEN, 0, 1, Ties.MERGE, 1e-6);
    assertThat(adjusted[0]).isEqualTo(adjusted[1]).isCloseTo(.5, within(1e-8));
    assertThat(adjusted[2]).isEqualTo(1);
    // A block reaches down from its greatest reward, and does not chain through a crowd.
    double[] crowd = {.75, .5, .25, 0};
    assertThat(VarianceIncrease.maximise(crowd, EVEN, 0, 1, Ties.MERGE, .25))
        .containsExactly(.75, .75, 0, 0);
  }

  @Test
  void minusZeroIsZero() {
    double[] rewards = new double[100];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = i % 3 == 0 ? -0.0 : i % 3 == 1 ? 0.0 : .3;
    }
    double[] weights = CompletionWeights.uniform(100);
    double[] adjusted = VarianceIncrease.maximise(rewards, weights, -1, 1, Ties.MERGE, 0);
    assertThat(adjusted[0]).isEqualTo(adjusted[1]).isLessThan(0);
    assertThat(adjusted[2]).isEqualTo(1);
    assertThat(
            VarianceIncrease.maximise(
                new double[] {-0.0, 0.0, .3}, new double[] {1, 1, 1}, -1, 1, Ties.MERGE, 0))
        .containsExactly(new double[] {-.35, -.35, 1}, within(1e-15));
  }

  @Test
  void oneOrNoneStayAsTheyAre() {
    assertThat(VarianceIncrease.maximise(new double[] {.3}, new double[] {.7}, 0, 1, Ties.MERGE, 0))
        .containsExactly(.3);
    assertThat(VarianceIncrease.maximise(new double[0], new double[0], 0, 1, Ties.SPLIT, 0))
        .isEmpty();
    assertThat(
            VarianceIncrease.maximise(
                new double[] {2, 2}, new double[] {1, 3}, 2, 2, Ties.MERGE, 0))
        .containsExactly(2, 2);
  }

  @Test
  void weightsNextToNothingStillHaveTheirPlace() {
    // Exact optimum: the middle one is the threshold, and stays where it is.
    assertThat(
            VarianceIncrease.maximise(
                new double[] {1, .5, 0}, new double[] {.5, 1e-300, .5}, 0, 1, Ties.MERGE, 0))
        .containsExactly(1, .5, 0);
    assertThat(
            VarianceIncrease.maximise(
                new double[] {1, .5, 0}, new double[] {.5, 1e-17, .5}, 0, 1, Ties.MERGE, 0))
        .containsExactly(1, .5, 0);
    // Weight zero follows its reward.
    assertThat(
            VarianceIncrease.maximise(
                new double[] {.9, .6, .2}, new double[] {0, 1, 0}, 0, 1, Ties.MERGE, 0))
        .containsExactly(1, .6, 0);
    assertThat(
            VarianceIncrease.maximise(
                new double[] {.6, .6, .6}, new double[] {0, 1, 0}, 0, 1, Ties.SPLIT, 0))
        .containsExactly(1, .6, 0);
  }

  @Test
  void scaleOfTheWeightsDoesNotMatter() {
    double[] rewards = {.8, .5, .3, .1};
    double[] expected = VarianceIncrease.maximise(rewards, EVEN, 0, 1, Ties.MERGE, 0);
    for (double scale : new double[] {1e-320, 1e-300, 1e-200, 1e300, 1.7e308}) {
      assertThat(
              VarianceIncrease.maximise(
                  rewards, new double[] {scale, scale, scale, scale}, 0, 1, Ties.MERGE, 0))
          .containsExactly(expected, within(1e-15));
    }
  }

  @Test
  void extremeRanges() {
    assertThat(
            VarianceIncrease.maximise(
                new double[] {1e15, 3, -1e15}, new double[] {1, 1, 1}, -1e15, 1e15, Ties.MERGE, 0))
        .containsExactly(1e15, 3, -1e15);
    double[] far =
        VarianceIncrease.maximise(new double[] {.75, .5, .25, 0}, EVEN, -1e15, 1e15, Ties.MERGE, 0);
    assertThat(far[0]).isEqualTo(1e15);
    assertThat(far[3]).isEqualTo(-1e15);
    assertThat(Math.abs(Groups.meanError(far, new double[] {.75, .5, .25, 0}, EVEN)))
        .isLessThan(1e-12 * 2e15);
    assertThat(
            VarianceIncrease.maximise(
                new double[] {2e-300, 1e-300}, new double[] {1, 1}, 0, 4e-300, Ties.MERGE, 0))
        .containsExactly(new double[] {3e-300, 0}, within(1e-314));
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(
        new double[] {Double.NaN, 0}, new double[] {1, 1}, 0, 1, "Reward 0 of the group is NaN");
    refused(
        new double[] {0, Double.POSITIVE_INFINITY},
        new double[] {1, 1},
        0,
        1,
        "Reward 1 of the group is Infinity");
    refused(
        new double[] {0, 1.5}, new double[] {1, 1}, 0, 1, "Reward 1 of the group, 1.5, is outside");
    refused(new double[] {0, 1}, new double[] {1, -1}, 0, 1, "Weight 1 of the group is -1.0");
    refused(
        new double[] {0, 1}, new double[] {Double.NaN, 1}, 0, 1, "Weight 0 of the group is NaN");
    refused(
        new double[] {0, 1},
        new double[] {1, Double.POSITIVE_INFINITY},
        0,
        1,
        "Weight 1 of the group is Infinity");
    refused(new double[] {0, 1}, new double[] {0, 0}, 0, 1, "All weights of the group are zero");
    refused(new double[] {0, 1}, new double[] {1}, 0, 1, "2 rewards but 1 weights");
    refused(new double[] {0}, new double[] {1}, 1, 0, "range [1.0, 0.0]");
    refused(new double[] {0}, new double[] {1}, Double.NaN, 0, "range [NaN, 0.0]");
    refused(new double[] {0}, new double[] {1}, -1e308, 1e308, "too wide");
    assertThatThrownBy(() -> VarianceIncrease.maximise(EVEN, EVEN, 0, 1, Ties.SPLIT, .1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tie tolerance of 0.1");
    assertThatThrownBy(() -> VarianceIncrease.maximise(EVEN, EVEN, 0, 1, Ties.MERGE, Double.NaN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tie tolerance NaN");
  }

  private static void refused(
      double[] rewards, double[] weights, double lower, double upper, String message) {
    assertThatThrownBy(
            () -> VarianceIncrease.maximise(rewards, weights, lower, upper, Ties.MERGE, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
