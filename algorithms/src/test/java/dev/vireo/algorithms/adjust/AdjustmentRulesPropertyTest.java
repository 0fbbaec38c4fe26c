package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule promises, of random groups. */
class AdjustmentRulesPropertyTest {
  private static final RewardCurve CURVE =
      new RewardCurve(new double[] {-1, 0, .5, 1.5, 2}, new double[] {0, .1, .1, .8, 1});

  private static final RunPoint POINT = new RunPoint(3, CURVE);

  static AdjustmentRule[] rules() {
    return new AdjustmentRule[] {
      new VarianceIncrease(),
      new Thresholds(ThresholdWeights.EQUAL, null),
      new Thresholds(ThresholdWeights.ONE_HOT, null),
      new Thresholds(ThresholdWeights.ONE_HOT, .6),
      new Thresholds(ThresholdWeights.GAP, null),
      new BoundedMisalignment(null),
      new BoundedMisalignment(.5),
      new Decay(5),
      new Calibrated("t", null, null, 0.),
      new Calibrated("t", null, null, null),
      new Calibrated("t", null, null, 1.),
    };
  }

  @ParameterizedTest
  @MethodSource("rules")
  void meanOrderAndRangeAreKept(AdjustmentRule rule) {
    Seeds.forEach(
        400,
        random -> {
          int size = 1 + random.nextInt(9);
          double[] rewards = Groups.rewards(random, size);
          double[] weights = Groups.weights(random, size);
          double strength = random.nextInt(3) / 2.0;
          AdjustedGroup group = adjuster(rule, strength).adjust(rewards, weights);
          RewardRange range = group.range();

          Groups.checkOrderAndRange(
              rewards, group.adjusted(), range.lower(), range.upper(), Ties.MERGE);
          double width = range.upper() - range.lower();
          assertThat(Groups.meanError(rewards, group.adjusted(), group.weights()))
              .isEqualTo(0, within(Math.max(1e-12 * width, 4 * Math.ulp(2.0))));
        });
  }

  @ParameterizedTest
  @MethodSource("rules")
  void orderOfTheGroupPlaysNoPart(AdjustmentRule rule) {
    Seeds.forEach(
        100,
        random -> {
          int size = 1 + random.nextInt(9);
          double[] rewards = distinct(random, size);
          double[] weights = Groups.weights(random, size);
          int[] order = Groups.shuffled(random, size);
          RewardAdjuster adjuster = adjuster(rule, 1);
          double[] adjusted = adjuster.adjust(rewards, weights).adjusted();

          assertThat(
                  adjuster
                      .adjust(Groups.permuted(rewards, order), Groups.permuted(weights, order))
                      .adjusted())
              .containsExactly(Groups.permuted(adjusted, order), within(1e-12));
        });
  }

  @Test
  void strengthZeroChangesNothing() {
    double[] rewards = {.9, .2, .2, .4};
    for (AdjustmentRule rule : rules()) {
      assertThat(adjuster(rule, 0).adjust(rewards).adjusted()).containsExactly(rewards);
    }
  }

  private static double[] distinct(SplittableRandom random, int size) {
    double[] rewards = new double[size];
    for (int i = 0; i < size; i++) {
      rewards[i] = random.nextInt(3 * size) / (3.0 * size);
    }
    return rewards;
  }

  private static RewardAdjuster adjuster(AdjustmentRule rule, double strength) {
    return new RewardAdjuster(
        new AdjustmentSettings(
            rule,
            new RangePolicy.TopShare(.25, null),
            WeightPolicy.UNIFORM,
            Ties.MERGE,
            0,
            strength),
        POINT);
  }
}
