package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DecayTest {
  private static final double[] REWARDS = {.9, .5, .4, 0};

  @Test
  void strengthFallsInALine() {
    Decay decay = new Decay(5);
    assertThat(decay.strength(1)).isEqualTo(1);
    assertThat(decay.strength(2)).isEqualTo(.75);
    assertThat(decay.strength(4)).isEqualTo(.25);
    assertThat(decay.strength(5)).isZero();
    assertThat(decay.strength(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void itBeginsAsVarianceIncreaseAndEndsAsNothing() {
    assertThat(adjust(1, .5)).containsExactly(increased(.5));
    assertThat(adjust(3, 1)).containsExactly(increased(.5));
    assertThat(adjust(5, 1)).containsExactly(REWARDS);
  }

  @Test
  void itNeedsARun() {
    assertThatThrownBy(() -> new RewardAdjuster(settings(new Decay(5), 1)))
        .hasMessage(
            "The adjustment rule decay goes by the iterations of a run, which rewards alone do not"
                + " have: choose another");
  }

  @Test
  void impossibleEndsAreRefused() {
    assertThatThrownBy(() -> new Decay(1)).hasMessage("until is 1; it must be at least 2");
    assertThatThrownBy(() -> new Decay(null)).hasMessageContaining("until is missing");
  }

  private static double[] adjust(int iteration, double strength) {
    RunPoint point = new RunPoint(iteration, RewardCurve.NONE);
    return new RewardAdjuster(settings(new Decay(5), strength), point).adjust(REWARDS).adjusted();
  }

  private static double[] increased(double strength) {
    return new RewardAdjuster(settings(new VarianceIncrease(), strength))
        .adjust(REWARDS)
        .adjusted();
  }

  private static AdjustmentSettings settings(AdjustmentRule rule, double strength) {
    return new AdjustmentSettings(
        rule, new RangePolicy.TopShare(.25, null), WeightPolicy.UNIFORM, Ties.MERGE, 0, strength);
  }
}
