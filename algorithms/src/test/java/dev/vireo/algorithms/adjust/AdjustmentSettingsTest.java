package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AdjustmentSettingsTest {

  @Test
  void defaults() {
    AdjustmentSettings defaults = AdjustmentSettings.defaults();
    assertThat(defaults.range()).isEqualTo(new RangePolicy.TopShare(0.25, null));
    assertThat(defaults.weights()).isEqualTo(WeightPolicy.UNIFORM);
    assertThat(defaults.ties()).isEqualTo(Ties.MERGE);
    assertThat(defaults.tieTolerance()).isZero();
    assertThat(defaults.strength()).isEqualTo(1);
  }

  @Test
  void impossibleSettingsAreRefused() {
    refused(() -> settings(Ties.MERGE, 0, -.1), "strength -0.1");
    refused(() -> settings(Ties.MERGE, 0, 1.1), "strength 1.1");
    refused(() -> settings(Ties.MERGE, 0, Double.NaN), "strength NaN");
    refused(() -> settings(Ties.MERGE, -1, 1), "tie tolerance -1.0");
    refused(() -> settings(Ties.SPLIT, 1, 1), "merge ties");
    refused(() -> new RangePolicy.Fixed(1, 1, false), "[1.0, 1.0]");
    refused(() -> new RangePolicy.Fixed(Double.NEGATIVE_INFINITY, 1, true), "[-Infinity, 1.0]");
    refused(() -> new RangePolicy.TopShare(0, null), "top share 0.0");
    refused(() -> new RangePolicy.TopShare(1.5, null), "top share 1.5");
    refused(() -> new RangePolicy.TopShare(Double.NaN, null), "top share NaN");
    refused(() -> new RangePolicy.TopShare(.5, Double.NaN), "lower end NaN");
    refused(() -> new RewardRange(2, 1), "[2.0, 1.0]");
    refused(() -> new RewardRange(Double.NaN, 1), "[NaN, 1.0]");
  }

  private static AdjustmentSettings settings(Ties ties, double tolerance, double strength) {
    return new AdjustmentSettings(
        new RangePolicy.Group(), WeightPolicy.UNIFORM, ties, tolerance, strength);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContaining(message);
  }
}
