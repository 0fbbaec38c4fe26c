package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.Seeds;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private static final double[] REWARDS = {.1, .9, .5, .5};

  @Test
  void equalWeightsGiveTheSumOverThresholds() {
    // Levels .5 (p = 3/4) and .9 (p = 1/4), both of s = sqrt(3) / 4: 0, 1, 1 and 2 times 1 / s.
    double[] adjusted = adjust(new Thresholds(ThresholdWeights.EQUAL, null), REWARDS);

    assertThat(adjusted).containsExactly(new double[] {.1, .9, .5, .5}, within(1e-15));

    // Levels 2, 3 and 10 with p = 3/4, 1/2 and 1/4: the gap of 7 counts as the others do.
    double[] far = adjust(new Thresholds(ThresholdWeights.EQUAL, null), new double[] {1, 2, 3, 10});
    double outer = 4 / Math.sqrt(3);
    assertThat((far[1] - far[0]) / (far[2] - far[1])).isEqualTo(outer / 2, within(1e-12));
    assertThat((far[3] - far[2]) / (far[2] - far[1])).isEqualTo(outer / 2, within(1e-12));
    assertThat(far[0] + far[1] + far[2] + far[3]).isEqualTo(16, within(1e-12));
    assertThat(far[0]).isEqualTo(1, within(1e-12));
    assertThat(far[3]).isLessThan(10);
  }

  @Test
  void theSumIsThatOfItsFormulaUpToAnAffineMap() {
    Seeds.forEach(
        200,
        random -> {
          int size = 2 + random.nextInt(7);
          double[] rewards = new double[size];
          for (int i = 0; i < size; i++) {
            rewards[i] = random.nextInt(5);
          }
          double[] weights = CompletionWeights.fromLogprobs(random.doubles(size).toArray());
          double[] formula = new double[size];
          for (int level = 1; level < 5; level++) {
            double share = 0;
            for (int i = 0; i < size; i++) {
              share += rewards[i] >= level ? weights[i] : 0;
            }
            if (!contains(rewards, level) || share > 1 - 1e-9) {
              continue;
            }
            for (int i = 0; i < size; i++) {
              formula[i] +=
                  ((rewards[i] >= level ? 1 : 0) - share) / Math.sqrt(share * (1 - share));
            }
          }
          double[] adjusted =
              adjuster(new Thresholds(null, null)).adjust(rewards, weights).adjusted();
          double slope = slope(formula, adjusted);
          double mean = GroupStatistics.mean(rewards, weights);
          for (int i = 0; i < size; i++) {
            assertThat(adjusted[i]).isEqualTo(mean + slope * formula[i], within(1e-9));
          }
        });
  }

  @Test
  void gapWeightsChangeNothing() {
    assertThat(adjust(new Thresholds(ThresholdWeights.GAP, null), REWARDS))
        .containsExactly(REWARDS);
  }

  @Test
  void oneThresholdParts() {
    double[] rewards = {0, 1, 2, 3, 4, 5, 6, 7};
    // At most a quarter of eight: the two best, and mean 3.5 within [0, 7].
    double[] quarter = adjust(new Thresholds(ThresholdWeights.ONE_HOT, null), rewards);
    double low = 3.5 - 3.5 / 3;
    assertThat(quarter)
        .containsExactly(new double[] {low, low, low, low, low, low, 7, 7}, within(1e-12));
    double[] half = adjust(new Thresholds(ThresholdWeights.ONE_HOT, .6), rewards);
    assertThat(half).containsExactly(new double[] {0, 0, 0, 0, 7, 7, 7, 7}, within(1e-12));
    // Three of ten, whatever the rounding of their weights.
    double[] three =
        adjust(
            new Thresholds(ThresholdWeights.ONE_HOT, .3),
            new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    assertThat(three[7]).isEqualTo(9, within(1e-12));
    assertThat(three[6]).isEqualTo(three[0]);
    // Where even the best are more than the share, they are the threshold.
    double[] best =
        adjust(new Thresholds(ThresholdWeights.ONE_HOT, .1), new double[] {1, 1, 0, .5});
    assertThat(best[0]).isEqualTo(best[1]).isGreaterThan(best[3]);
    assertThat(best[3]).isEqualTo(best[2]);
  }

  @Test
  void twoDifferentRewardsStayAsTheyAre() {
    double[] binary = {1, 0, 0, 1, 0};
    for (ThresholdWeights weights : ThresholdWeights.values()) {
      assertThat(adjust(new Thresholds(weights, null), binary))
          .containsExactly(binary, within(1e-15));
    }
  }

  @Test
  void completionsCountByTheirWeights() {
    double[] rewards = {0, 1, 2};
    // Level 1 has p = .2, level 2 has p = .1: s of .4 and .3.
    double[] adjusted =
        adjuster(new Thresholds(null, null)).adjust(rewards, new double[] {.8, .1, .1}).adjusted();
    assertThat((adjusted[1] - adjusted[0]) / (adjusted[2] - adjusted[1]))
        .isEqualTo(.3 / .4, within(1e-12));
    // What no weight is at or above says nothing.
    double[] none =
        adjuster(new Thresholds(null, null)).adjust(rewards, new double[] {1, 1, 0}).adjusted();
    assertThat(none[2]).isEqualTo(none[1]);
  }

  @Test
  void nearTiesCanCountAsEqual() {
    double[] adjusted =
        new RewardAdjuster(
                new AdjustmentSettings(
                    new Thresholds(null, null),
                    new RangePolicy.Group(),
                    WeightPolicy.UNIFORM,
                    Ties.MERGE,
                    .01,
                    1))
            .adjust(new double[] {.5, .501, .502, 1})
            .adjusted();
    assertThat(adjusted[0]).isEqualTo(adjusted[1]).isEqualTo(adjusted[2]).isLessThan(adjusted[3]);
  }

  @Test
  void whatHasNoEffectIsRefused() {
    assertThatThrownBy(() -> new Thresholds(ThresholdWeights.EQUAL, .25))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("top-share chooses the one threshold");
    assertThatThrownBy(() -> new Thresholds(ThresholdWeights.ONE_HOT, Double.NaN))
        .hasMessage("top-share is NaN; it must be above 0 and below 1");
    AdjustmentSettings defaults = AdjustmentSettings.defaults();
    assertThatThrownBy(
            () ->
                new AdjustmentSettings(
                    new Thresholds(null, null),
                    defaults.range(),
                    defaults.weights(),
                    Ties.SPLIT,
                    0,
                    1))
        .hasMessageContaining("set ties to merge");
  }

  private static boolean contains(double[] values, double value) {
    for (double each : values) {
      if (each == value) {
        return true;
      }
    }
    return false;
  }

  /** Of the line through the two values that are farthest apart. */
  private static double slope(double[] from, double[] to) {
    int least = 0;
    int greatest = 0;
    for (int i = 1; i < from.length; i++) {
      least = from[i] < from[least] ? i : least;
      greatest = from[i] > from[greatest] ? i : greatest;
    }
    return from[greatest] == from[least]
        ? 0
        : (to[greatest] - to[least]) / (from[greatest] - from[least]);
  }

  private static double[] adjust(AdjustmentRule rule, double[] rewards) {
    return adjuster(rule).adjust(rewards).adjusted();
  }

  private static RewardAdjuster adjuster(AdjustmentRule rule) {
    return new RewardAdjuster(
        new AdjustmentSettings(
            rule, new RangePolicy.TopShare(.25, null), WeightPolicy.UNIFORM, Ties.MERGE, 0, 1));
  }
}
