package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteredShareTest {

  @Test
  void itsErrorIsThatOfTheMeanOfItsTrials() {
    ClusteredShare share =
        ClusteredShare.NONE.plusCluster(2, 3).plusCluster(0, 2).plusCluster(0, 0).plusCluster(4, 4);
    ClusteredMean mean =
        ClusteredMean.of(
            List.of(new double[] {1, 1, 0}, new double[] {0, 0}, new double[] {1, 1, 1, 1}));

    assertThat(share.share()).isEqualTo(mean.mean());
    assertThat(share.standardError()).isCloseTo(mean.standardError(), within(1e-15));
    assertThat(share.clusters()).isEqualTo(3);
    assertThat(share.effectiveClusters()).isCloseTo(81 / 29.0, within(1e-12));
  }

  @Test
  void nothingTriedIsNoShare() {
    assertThat(ClusteredShare.NONE.share()).isNaN();
    assertThat(ClusteredShare.NONE.plusCluster(1, 2).standardError()).isNaN();
  }
}
