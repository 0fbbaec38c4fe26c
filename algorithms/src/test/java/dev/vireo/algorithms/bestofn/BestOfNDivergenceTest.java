package dev.vireo.algorithms.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BestOfNDivergenceTest {

  @Test
  void theBound() {
    assertThat(BestOfNDivergence.bound(1)).isZero();
    assertThat(BestOfNDivergence.bound(4)).isCloseTo(Math.log(4) - 0.75, within(1e-15));
  }

  @Test
  void theExpectedEstimateIsBetweenTheDivergenceAndTheBound() {
    // The figures are those of the formula, worked out by hand for small distributions.
    assertBetween(new double[] {0.5, 0.5}, 4, 0.459, 0.499, 0.636);
    assertBetween(new double[] {0.1, 0.9}, 8, 0.105, 0.105, 1.204);
    double[] hundred = IntStream.range(0, 100).mapToDouble(i -> 0.01).toArray();
    assertBetween(hundred, 64, 3.158, 3.167, 3.175);
  }

  @Test
  void completionsThatNeverRepeatReachTheBound() {
    for (int n : new int[] {1, 2, 17, 1000}) {
      assertThat(BestOfNDivergence.estimate(n, -60))
          .isCloseTo(BestOfNDivergence.bound(n), within(1e-9));
      assertThat(BestOfNDivergence.estimate(n, -2000)).isEqualTo(BestOfNDivergence.bound(n));
    }
  }

  @Test
  void theOnlyCompletionDivergesFromNothing() {
    assertThat(BestOfNDivergence.estimate(8, 0)).isZero();
    // Rounding may put the log-probability of a sure completion above 0.
    assertThat(BestOfNDivergence.estimate(8, 1e-9)).isZero();
  }

  @Test
  void theCurveIsTheMeanOverWhatIsChosen() {
    double[] rewards = {1, 2, 2, 3};
    double[] logprobs = {-1, -2, -3, -0.5};

    double[] curve = BestOfNDivergence.curve(rewards, logprobs);

    for (int n = 1; n <= 4; n++) {
      int size = n;
      double[] estimates =
          Arrays.stream(logprobs).map(each -> BestOfNDivergence.estimate(size, each)).toArray();
      assertThat(curve[n - 1])
          .isCloseTo(BestOfN.mean(BestOfN.chances(rewards, n), estimates), within(1e-12));
    }
  }

  /**
   * A distribution over completions in ascending order of their rewards.
   *
   * @param masses their probabilities
   */
  private static void assertBetween(
      double[] masses, int n, double exact, double estimated, double bound) {
    double divergence = 0;
    double estimate = 0;
    double below = 0;
    for (double mass : masses) {
      double chosen = Math.pow(below + mass, n) - Math.pow(below, n);
      divergence += chosen * Math.log(chosen / mass);
      estimate += chosen * BestOfNDivergence.estimate(n, Math.log(mass));
      below += mass;
    }
    assertThat(divergence).isCloseTo(exact, within(5e-4));
    assertThat(estimate).isCloseTo(estimated, within(5e-4)).isGreaterThanOrEqualTo(divergence);
    assertThat(BestOfNDivergence.bound(n)).isCloseTo(bound, within(5e-4)).isGreaterThan(estimate);
  }
}
