package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(4000, 0.95, 17);

  @Test
  void theMeansIntervalIsThatOfTheNormalDistribution() {
    Random random = new Random(5);
    double[] values = DoubleStream.generate(random::nextGaussian).limit(400).toArray();
    double mean = DoubleStream.of(values).average().orElseThrow();
    double deviation =
        Math.sqrt(DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum() / 400);

    Bootstrap.Interval interval = BOOTSTRAP.ofMean(values);

    assertThat(interval.value()).isEqualTo(mean, within(1e-12));
    assertThat(interval.standardError()).isEqualTo(deviation / 20, within(0.002));
    assertThat(interval.low()).isEqualTo(mean - 1.96 * deviation / 20, within(0.006));
    assertThat(interval.high()).isEqualTo(mean + 1.96 * deviation / 20, within(0.006));
  }

  @Test
  void twoPromptsGiveTheBinomialDistributionOfTheirMean() {
    Bootstrap.Interval interval = new Bootstrap(4000, 0.4, 3).ofMean(new double[] {0, 1});

    // The mean of two draws is 0, 1/2 or 1 with probability 1/4, 1/2, 1/4.
    assertThat(interval.standardError()).isEqualTo(Math.sqrt(0.125), within(0.01));
    assertThat(interval.low()).isEqualTo(0.5);
    assertThat(interval.high()).isEqualTo(0.5);
  }

  @Test
  void missingValuesDoNotCountAndOneIsNotEnough() {
    Bootstrap.Interval interval = BOOTSTRAP.ofMean(new double[] {Double.NaN, 3});

    assertThat(interval.value()).isEqualTo(3);
    assertThat(interval.low()).isNaN();
    assertThat(BOOTSTRAP.ofMean(new double[0]).value()).isNaN();
  }

  @Test
  void theSeedDecides() {
    double[] values = {0, 1, 0, 0, 1, 0.3, 0.2};

    assertThat(BOOTSTRAP.ofMean(values)).isEqualTo(BOOTSTRAP.ofMean(values));
    assertThat(BOOTSTRAP.ofMean(values)).isNotEqualTo(new Bootstrap(4000, 0.95, 18).ofMean(values));
  }
}
