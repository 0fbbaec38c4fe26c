package dev.vireo.algorithms.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PromptResamplesTest {

  @Test
  void theIntervalIsThatOfTheNormalApproximationForManyPrompts() {
    Random random = new Random(2);
    double[] values = random.doubles(400).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / 400;

    Interval interval = PromptResamples.of(400, 4000, 9).mean(values);

    double halfWidth = 1.96 * Math.sqrt(variance / 400);
    assertThat(interval.value()).isCloseTo(mean, within(1e-12));
    assertThat(interval.low()).isCloseTo(mean - halfWidth, within(0.1 * halfWidth));
    assertThat(interval.high()).isCloseTo(mean + halfWidth, within(0.1 * halfWidth));
  }

  @Test
  void promptsThatAreAllTheSameHaveNoSpread() {
    assertThat(PromptResamples.of(5, 50, 1).mean(new double[] {2, 2, 2, 2, 2}))
        .isEqualTo(new Interval(2, 2, 2));
  }

  @Test
  void theSeedDecides() {
    double[] values = {1, 5, 2, 8};

    double[] once = PromptResamples.of(4, 30, 1).means(values);

    assertThat(PromptResamples.of(4, 30, 1).means(values)).isEqualTo(once);
    assertThat(PromptResamples.of(4, 30, 2).means(values)).isNotEqualTo(once);
  }

  @Test
  void infiniteStatisticsMakeAnInfiniteEnd() {
    double[] resampled = new double[100];
    Arrays.fill(resampled, 0, 20, Double.POSITIVE_INFINITY);
    Arrays.fill(resampled, 20, 100, 3);

    assertThat(PromptResamples.interval(3, resampled))
        .isEqualTo(new Interval(3, 3, Double.POSITIVE_INFINITY));
  }
}
