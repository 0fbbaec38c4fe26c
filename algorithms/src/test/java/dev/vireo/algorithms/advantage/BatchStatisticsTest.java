package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.junit.jupiter.api.Test;

class BatchStatisticsTest {

  @Test
  void fewerThanTwoHaveNoSpread() {
    BatchStatistics statistics = new BatchStatistics();
    assertThat(statistics.std()).isZero();
    assertThat(statistics.mean()).isNaN();
    statistics.add(new double[] {Double.NaN, 4});
    assertThat(statistics.count()).isEqualTo(1);
    assertThat(statistics.mean()).isEqualTo(4);
    assertThat(statistics.sumOfSquares()).isEqualTo(16);
    assertThat(statistics.std()).isZero();
  }

  @Test
  void equalRewardsHaveNoSpread() {
    BatchStatistics statistics = new BatchStatistics();
    for (int i = 0; i < 1000; i++) {
      statistics.add(new double[] {.1, .1, .1});
    }
    assertThat(statistics.std()).isLessThan(1e-13);
  }

  @Test
  void totalsOfNoRewardsAreRefused() {
    assertThatThrownBy(() -> BatchStatistics.of(-1, 0, 0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> BatchStatistics.of(1, Double.NaN, 0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> BatchStatistics.of(1, 0, -1)).isInstanceOf(InputException.class);
  }
}
