package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BestOfNTest {

  @Test
  void chancesAreThoseOfAllSubsets() {
    Random random = new Random(11);
    for (int trial = 0; trial < 50; trial++) {
      double[] rewards = random.ints(1 + random.nextInt(8), 0, 4).asDoubleStream().toArray();
      for (int n = 1; n <= rewards.length; n++) {
        assertThat(BestOfN.chances(rewards, n))
            .as("trial %d, n = %d", trial, n)
            .containsExactly(bySubsets(rewards, n), within(1e-12));
      }
    }
  }

  private static double[] bySubsets(double[] rewards, int n) {
    double[] chances = new double[rewards.length];
    int subsets = 0;
    for (int set = 0; set < 1 << rewards.length; set++) {
      int chosen = set;
      if (Integer.bitCount(set) != n) {
        continue;
      }
      subsets++;
      double best =
          IntStream.range(0, rewards.length)
              .filter(i -> (chosen >> i & 1) == 1)
              .mapToDouble(i -> rewards[i])
              .max()
              .orElseThrow();
      int[] winners =
          IntStream.range(0, rewards.length)
              .filter(i -> (chosen >> i & 1) == 1 && rewards[i] == best)
              .toArray();
      for (int winner : winners) {
        chances[winner] += 1.0 / winners.length;
      }
    }
    int count = subsets;
    return Arrays.stream(chances).map(each -> each / count).toArray();
  }

  @Test
  void oneOfAllIsAnyAndAllOfThemTheBest() {
    double[] rewards = {0.2, 0.9, 0.1, 0.5};

    assertThat(BestOfN.chances(rewards, 1)).containsOnly(0.25);
    assertThat(BestOfN.chances(rewards, 4)).containsExactly(0, 1, 0, 0);
    assertThat(BestOfN.mean(BestOfN.chances(rewards, 1), new double[] {1, 2, 3, 6})).isEqualTo(3);
  }

  @Test
  void powersOfTwoAndTheWholeGroup() {
    assertThat(BestOfN.sizes(1)).containsExactly(1);
    assertThat(BestOfN.sizes(8)).containsExactly(1, 2, 4, 8);
    assertThat(BestOfN.sizes(11)).containsExactly(1, 2, 4, 8, 11);
  }
}
