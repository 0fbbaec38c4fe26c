package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteredMeanTest {

  @Test
  void singleValuesGiveTheOrdinaryStandardError() {
    ClusteredMean mean =
        ClusteredMean.of(
            List.of(new double[] {1}, new double[] {2}, new double[] {3}, new double[] {6}));

    // Standard deviation sqrt(14 / 3), over sqrt(4).
    assertThat(mean.mean()).isEqualTo(3);
    assertThat(mean.standardError()).isCloseTo(Math.sqrt(14.0 / 3) / 2, within(1e-15));
    assertThat(mean.halfWidth())
        .isCloseTo(1.959963984540054 * Math.sqrt(14.0 / 3) / 2, within(1e-15));
  }

  @Test
  void copiesOfAValueAddNoInformation() {
    ClusteredMean once =
        ClusteredMean.of(List.of(new double[] {0}, new double[] {1}, new double[] {1}));
    ClusteredMean thrice =
        ClusteredMean.of(
            List.of(new double[] {0, 0, 0}, new double[] {1, 1, 1}, new double[] {1, 1, 1}));

    assertThat(thrice.mean()).isEqualTo(once.mean());
    assertThat(thrice.standardError()).isCloseTo(once.standardError(), within(1e-15));
    assertThat(thrice.values()).isEqualTo(9);
    assertThat(thrice.clusters()).isEqualTo(3);
  }

  @Test
  void missingValuesDoNotCount() {
    ClusteredMean mean =
        ClusteredMean.of(
            List.of(new double[] {1, Double.NaN}, new double[] {Double.NaN}, new double[] {0}));

    assertThat(mean.mean()).isEqualTo(0.5);
    assertThat(mean.values()).isEqualTo(2);
    assertThat(mean.clusters()).isEqualTo(2);
  }

  @Test
  void oneClusterSaysNothingOfItsError() {
    assertThat(ClusteredMean.of(List.of(new double[] {1, 2})).standardError()).isNaN();
    assertThat(ClusteredMean.of(List.of()).mean()).isNaN();
  }
}
