package dev.vireo.algorithms.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class SignalSumsTest {

  private static SignalSums group(double[] rewards, double[] advantages, int... lengths) {
    return SignalSums.ofGroup(rewards, advantages, lengths, 0, 1);
  }

  @Test
  void aNearTieHasTinyDifferencesAndFullAdvantages() {
    double[] close = {0.500, 0.501};
    double[] apart = {0, 1};

    assertThat(group(close, new double[] {-0.7, 0.7}, 1, 1).nearTies()).isEqualTo(1);
    assertThat(group(close, new double[] {-0.0005, 0.0005}, 1, 1).nearTies())
        .as("advantages that are as small as the differences")
        .isZero();
    assertThat(group(apart, new double[] {-0.7, 0.7}, 1, 1).nearTies()).isZero();
    assertThat(group(new double[] {1, 1}, new double[] {0, 0}, 1, 1).nearTies())
        .as("a tie is not a near tie")
        .isZero();
  }

  @Test
  void correlationIsWithinGroups() {
    // Longer is better within each group, though the group of long completions is the worse one.
    SignalSums sums =
        group(new double[] {0.5, 0.6}, new double[] {-1, 1}, 10, 20)
            .plus(group(new double[] {0.1, 0.2}, new double[] {-1, 1}, 110, 120));

    assertThat(sums.metrics().get("signals/reward_length_correlation")).isCloseTo(1, within(1e-12));
  }

  @Test
  void correlationIsMissingWhereNothingDiffers() {
    assertThat(group(new double[] {0, 1}, new double[] {-1, 1}, 7, 7).metrics())
        .doesNotContainKey("signals/reward_length_correlation");
    assertThat(SignalSums.NONE.metrics()).isEmpty();
  }

  @Test
  void sharesCountCompletionsAndGroups() {
    SignalSums one =
        SignalSums.ofGroup(
            new double[] {Double.NaN, 0.25, 0.25, 0.75},
            new double[] {0, -1, -1, 2},
            new int[] {1, 2, 3, 4},
            2,
            1);
    SortedMap<String, Double> metrics =
        one.plus(group(new double[] {0.1, 0.1001}, new double[] {-1, 1}, 1, 1)).metrics();

    assertThat(metrics.get("signals/duplicate_share")).isCloseTo(2.0 / 6, within(1e-15));
    assertThat(metrics.get("signals/no_reward_share")).isCloseTo(1.0 / 6, within(1e-15));
    assertThat(metrics.get("signals/near_tie_share")).isEqualTo(0.5);
  }
}
