package dev.vireo.benchmarks.learning.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedIntervalTest {

  /** Mean 2, standard deviation 1 by n - 1, and 4.302652729911275 from tables of t at 2 degrees. */
  @Test
  void isStudentsIntervalOfTheMean() {
    PairedInterval interval = PairedInterval.of(new double[] {1, 2, 3});

    double half = 4.302652729911275 / Math.sqrt(3);
    assertThat(interval.mean()).isEqualTo(2);
    assertThat(interval.lower()).isCloseTo(2 - half, within(1e-9));
    assertThat(interval.upper()).isCloseTo(2 + half, within(1e-9));
    assertThat(interval.pairs()).isEqualTo(3);
  }

  @Test
  void hasNoEndsWithASingleDifference() {
    PairedInterval interval = PairedInterval.of(new double[] {0.5});

    assertThat(interval.mean()).isEqualTo(0.5);
    assertThat(interval.lower()).isNaN();
    assertThat(interval.upper()).isNaN();
  }

  @Test
  void isNothingWithoutDifferences() {
    assertThat(PairedInterval.of(new double[0]).mean()).isNaN();
  }
}
