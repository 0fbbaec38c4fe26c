package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.WeightPolicy;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GroupAdjusterTest {

  private static final AdjustmentSettings SETTINGS =
      new AdjustmentSettings(new RangePolicy.Group(), WeightPolicy.UNIFORM, Ties.MERGE, 0, 1);

  private final GroupAdjuster adjuster = new GroupAdjuster(SETTINGS);

  /** What is null is left out. */
  private static AdjustedGroup adjustedBy(
      GroupAdjuster adjuster,
      double[] rewards,
      double[] weights,
      Double lower,
      Double upper,
      Ties ties) {
    return adjuster.adjust(
        rewards,
        Optional.ofNullable(weights),
        lower == null ? OptionalDouble.empty() : OptionalDouble.of(lower),
        upper == null ? OptionalDouble.empty() : OptionalDouble.of(upper),
        Optional.ofNullable(ties));
  }

  @Test
  void whatCameBeforeMakesNoDifference() {
    Random random = new Random(3);
    Double[] bounds = {null, -1.0, 0.0, 1.0, 2.0};
    Ties[] ties = {null, Ties.MERGE, Ties.SPLIT};
    for (int i = 0; i < 2000; i++) {
      double[] rewards = random.ints(5, 0, 3).mapToDouble(value -> value / 2.0).toArray();
      Double lower = bounds[random.nextInt(3)];
      Double upper = bounds[random.nextInt(2) == 0 ? 0 : 3 + random.nextInt(2)];
      Ties chosen = ties[random.nextInt(3)];
      assertThat(adjustedBy(adjuster, rewards, null, lower, upper, chosen).adjusted())
          .as("case %s of seed 3", i)
          .containsExactly(
              adjustedBy(new GroupAdjuster(SETTINGS), rewards, null, lower, upper, chosen)
                  .adjusted());
    }
  }

  @Test
  void aBoundLeftOutIsTheGroupsOwn() {
    double[] rewards = {0, 0.25, 1};
    assertThat(adjustedBy(adjuster, rewards, null, null, null, null).adjusted())
        .containsExactly(0, 0.25, 1);
    assertThat(adjustedBy(adjuster, rewards, null, null, 2.0, null).adjusted())
        .containsExactly(0, 0, 1.25);
    assertThat(adjustedBy(adjuster, rewards, null, -1.0, null, null).adjusted())
        .containsExactly(-0.75, 1, 1);
  }

  @Test
  void theGroupsOwnSettingsComeFirst() {
    GroupAdjuster fixed =
        new GroupAdjuster(
            new AdjustmentSettings(
                new RangePolicy.Fixed(0, 4, false), WeightPolicy.UNIFORM, Ties.SPLIT, 0, 1));
    double[] rewards = {1, 1};
    assertThat(adjustedBy(fixed, rewards, null, null, null, null).adjusted()).containsExactly(2, 0);
    assertThat(adjustedBy(fixed, rewards, null, null, null, Ties.MERGE).adjusted())
        .containsExactly(1, 1);
    assertThat(adjustedBy(fixed, rewards, null, 1.0, 3.0, null).adjusted()).containsExactly(1, 1);
  }

  @Test
  void whatIsNoGroupIsRefused() {
    assertThatThrownBy(
            () -> adjustedBy(adjuster, new double[] {1, Double.NaN}, null, null, null, null))
        .isInstanceOf(InputException.class)
        .hasMessage("rewards[1] is NaN, not a finite number");
    assertThatThrownBy(
            () ->
                adjustedBy(
                    adjuster,
                    new double[] {1},
                    new double[] {Double.POSITIVE_INFINITY},
                    null,
                    null,
                    null))
        .hasMessage("weights[0] is Infinity, not a finite number");
    assertThatThrownBy(() -> adjustedBy(adjuster, new double[] {1}, null, Double.NaN, null, null))
        .hasMessage("the bounds NaN and 1.0 must be two finite numbers, lower first");
  }
}
