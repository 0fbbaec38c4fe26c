package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.Seeds;
import org.junit.jupiter.api.Test;

class BoundedMisalignmentTest {
  private static final RangePolicy RANGE = new RangePolicy.TopShare(.25, null);

  @Test
  void correlationStaysAtTheFloorAndNoHigherThanItMust() {
    int[] bound = new int[1];
    Seeds.forEach(
        500,
        random -> {
          int size = 3 + random.nextInt(6);
          double[] rewards = random.doubles(size).toArray();
          double[] weights = random.doubles(size, .1, 1).toArray();
          double floor = .8 + .19 * random.nextDouble();
          AdjustedGroup full = adjuster(new VarianceIncrease()).adjust(rewards, weights);
          AdjustedGroup group = adjuster(new BoundedMisalignment(floor)).adjust(rewards, weights);

          double correlation = correlation(rewards, group);
          if (correlation(rewards, full) >= floor) {
            assertThat(group.adjusted()).containsExactly(full.adjusted());
          } else {
            bound[0]++;
            assertThat(correlation).isEqualTo(floor, within(1e-12));
            assertThat(group.varianceAfter())
                .isLessThan(full.varianceAfter())
                .isGreaterThan(group.varianceBefore());
          }
        });
    assertThat(bound[0]).isGreaterThan(100);
  }

  @Test
  void aFloorOfOneIsTheIdentity() {
    double[] rewards = {.9, .5, .4, 0};
    assertThat(adjuster(new BoundedMisalignment(1.)).adjust(rewards).adjusted())
        .containsExactly(rewards);
    double[] binary = {1, 0, 0, 0, 0, 0, 0, 0};
    assertThat(adjuster(new BoundedMisalignment(1.)).adjust(binary).adjusted())
        .containsExactly(binary);
  }

  @Test
  void tiesAndNearTiesStayWhatTheyAre() {
    double[] rewards = {1, 1, .5, .5 + 1e-9, .5, 0};
    double[] adjusted = adjuster(new BoundedMisalignment(null)).adjust(rewards).adjusted();
    assertThat(adjusted[0]).isEqualTo(adjusted[1]);
    assertThat(adjusted[2]).isEqualTo(adjusted[4]);
    double[] same = {.5, .5, .5};
    assertThat(adjuster(new BoundedMisalignment(null)).adjust(same).adjusted())
        .containsExactly(same);
    // Where one completion has all the weight, nothing says which of the others is better.
    double[] near = {.5, .5 + 1e-9, .5 - 1e-9};
    assertThat(
            adjuster(new BoundedMisalignment(null)).adjust(near, new double[] {1, 0, 0}).adjusted())
        .containsExactly(near);
  }

  @Test
  void noFloorIsVarianceIncrease() {
    double[] rewards = {.9, .5, .4, 0};
    assertThat(adjuster(new BoundedMisalignment(0.)).adjust(rewards).adjusted())
        .containsExactly(adjuster(new VarianceIncrease()).adjust(rewards).adjusted());
  }

  @Test
  void impossibleFloorsAreRefused() {
    for (double floor : new double[] {Double.NaN, -.1, 1.1}) {
      assertThatThrownBy(() -> new BoundedMisalignment(floor))
          .hasMessage("floor is " + floor + "; it must be at least 0 and at most 1");
    }
  }

  private static double correlation(double[] rewards, AdjustedGroup group) {
    return GroupStatistics.covariance(rewards, group.adjusted(), group.weights())
        / Math.sqrt(group.varianceBefore() * group.varianceAfter());
  }

  private static RewardAdjuster adjuster(AdjustmentRule rule) {
    return new RewardAdjuster(
        new AdjustmentSettings(rule, RANGE, WeightPolicy.UNIFORM, Ties.MERGE, 0, 1));
  }
}
