package dev.vireo.algorithms.advantage.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.tokens.Whitening.EpsilonUse;
import org.junit.jupiter.api.Test;

class WhiteningTest {

  private static BatchStatistics statistics(double... values) {
    BatchStatistics statistics = new BatchStatistics();
    statistics.add(values);
    return statistics;
  }

  @Test
  void dividesByTheDeviationAboutTheMean() {
    double[] values = {1, 2, 99, 6};
    boolean[] counted = {true, true, false, true};
    // Mean 3, squares 4 + 1 + 9: 7 over two, 14 / 3 over three.
    new Whitening(true, false, 1, 2, EpsilonUse.ADDED)
        .apply(values, counted, statistics(1, 2, 6), true);
    assertThat(values).containsExactly(new double[] {-2.0 / 3, -1.0 / 3, 99, 1}, within(1e-15));
  }

  @Test
  void theBiasedVarianceMayHaveAFloor() {
    double[] values = {1, 2, 6};
    boolean[] all = {true, true, true};
    new Whitening(true, false, 0, 1e-8, EpsilonUse.FLOOR)
        .apply(values, all, statistics(1, 2, 6), true);
    assertThat(values[2]).isCloseTo(3 / Math.sqrt(14.0 / 3), within(1e-14));
    double[] equal = {5, 5};
    new Whitening(true, false, 0, 4, EpsilonUse.FLOOR)
        .apply(equal, new boolean[] {true, true}, statistics(5, 7), true);
    assertThat(equal[0]).isEqualTo(-0.5);
  }

  @Test
  void theMeanMayStay() {
    double[] values = {1, 5};
    new Whitening(false, true, 0, 0, EpsilonUse.ADDED)
        .apply(values, new boolean[] {true, true}, statistics(1, 5), false);
    assertThat(values).containsExactly(2, 4);
  }

  @Test
  void equalValuesBecomeZero() {
    double[] values = {3, 3};
    new Whitening(true, false, 1, 0, EpsilonUse.ADDED)
        .apply(values, new boolean[] {true, true}, statistics(3, 3), true);
    assertThat(values).containsExactly(0, 0);
  }
}
