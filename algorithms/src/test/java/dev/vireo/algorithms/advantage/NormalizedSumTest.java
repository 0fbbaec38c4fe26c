package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NormalizedSumTest {
  private static final double ROOT = Math.sqrt(0.5);

  @Test
  void eachRewardHasTheSameSayWhateverItsScale() {
    double[][] values = {{0, 1}, {1000, 0}};
    double[] sums = NormalizedSum.of(values, new double[] {1, 1});
    // 0.5 / (0.7071 + 1e-4) each, with opposite signs; only the floor tells them apart.
    double first = 0.5 / (ROOT + 1e-4);
    double second = 500 / (1000 * ROOT + 1e-4);
    assertThat(sums[0]).isCloseTo(second - first, within(1e-15));
    assertThat(sums[1]).isCloseTo(first - second, within(1e-15));
    assertThat(NormalizedSum.of(values, new double[] {1, 0})[1]).isCloseTo(first, within(1e-15));
  }

  @Test
  void missingValuesAreLeftOut() {
    double[][] values = {{0, 1, Double.NaN, Double.NaN}, {2, Double.NaN, 3, Double.NaN}};
    double first = 0.5 / (ROOT + 1e-4);
    double[] sums = NormalizedSum.of(values, new double[] {2, 1});
    assertThat(sums[0]).isCloseTo(-3 * first, within(1e-15));
    assertThat(sums[1]).isCloseTo(2 * first, within(1e-15));
    assertThat(sums[2]).isCloseTo(first, within(1e-15));
    assertThat(sums[3]).isNaN();
    assertThat(NormalizedSum.of(new double[][] {{3, 3, 3}}, new double[] {1}))
        .containsExactly(0, 0, 0);
  }

  /** TRL subtracts the batch's mean, which is 0, and divides by its deviation and 1e-4. */
  @Test
  void overTheBatchsDeviationItIsGdpo() {
    double[][][] groups = {{{0, 1, 1}, {5, 1, 3}}, {{1, 0, 0}, {2, 2, 2}}};
    BatchStatistics batch = new BatchStatistics();
    double[][] sums = new double[groups.length][];
    for (int g = 0; g < groups.length; g++) {
      sums[g] = NormalizedSum.of(groups[g], new double[] {1, 0.5});
      batch.add(sums[g]);
    }
    assertThat(batch.mean()).isCloseTo(0, within(1e-15));
    AdvantageSettings settings = new AdvantageSettings(AdvantageProfile.TRL, Scale.BATCH);
    for (double[] group : sums) {
      double[] advantages = Advantages.ofGroup(group, settings, Optional.of(batch)).advantages();
      for (int i = 0; i < group.length; i++) {
        assertThat(advantages[i])
            .isCloseTo((group[i] - batch.mean()) / (batch.std() + 1e-4), within(1e-14));
      }
    }
  }
}
