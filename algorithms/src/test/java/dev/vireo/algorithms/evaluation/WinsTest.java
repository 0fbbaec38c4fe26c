package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WinsTest {

  @Test
  void everyPairCountsAndTiesCountHalf() {
    assertThat(Wins.share(new double[] {1, 0}, new double[] {0, 0.5})).isEqualTo(2.5 / 4);
  }

  @Test
  void aCompletionWithoutAValueIsInNoPair() {
    assertThat(Wins.share(new double[] {1, Double.NaN}, new double[] {0, Double.NaN})).isEqualTo(1);
    assertThat(Wins.share(new double[] {Double.NaN}, new double[] {0})).isNaN();
  }
}
