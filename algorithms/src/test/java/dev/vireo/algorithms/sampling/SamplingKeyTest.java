package dev.vireo.algorithms.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplingKeyTest {

  private static double uniform(long seed, int iteration, String prompt, int sample, int position) {
    long completion =
        SamplingKey.completionKey(seed, iteration, SamplingKey.promptKey(prompt), sample);
    return SamplingKey.uniform(completion, position);
  }

  @Test
  void theNumbersAreWrittenInStone() {
    // A run resumed by a later version must draw the same completions.
    assertThat(SamplingKey.promptKey("gsm8k-17")).isEqualTo(-2671786549251781610L);
    assertThat(uniform(42, 3, "gsm8k-17", 5, 250)).isEqualTo(0.7769851551852897);
  }

  @Test
  void everyPartOfTheKeyCounts() {
    Set<Double> seen = new HashSet<>();
    int count = 0;
    for (int seed = 0; seed < 4; seed++) {
      for (int iteration = 0; iteration < 4; iteration++) {
        for (int prompt = 0; prompt < 16; prompt++) {
          for (int sample = 0; sample < 8; sample++) {
            for (int position = 0; position < 16; position++) {
              seen.add(uniform(seed, iteration, "p" + prompt, sample, position));
              count++;
            }
          }
        }
      }
    }
    assertThat(seen).hasSize(count);
  }

  @Test
  void numbersAreUniformAndNeighboursUnrelated() {
    int count = 200_000;
    int cells = 64;
    int[] single = new int[cells];
    int[] pairs = new int[cells];
    long completion = SamplingKey.completionKey(0, 1, SamplingKey.promptKey("p"), 0);
    double sum = 0;
    for (int position = 0; position < count; position++) {
      double uniform = SamplingKey.uniform(completion, position);
      double next = SamplingKey.uniform(completion, position + 1);
      assertThat(uniform >= 0 && uniform < 1).isTrue();
      sum += uniform;
      single[(int) (uniform * cells)]++;
      pairs[((int) (uniform * 8)) * 8 + (int) (next * 8)]++;
    }
    assertThat(sum / count).isCloseTo(.5, within(5 * Math.sqrt(1 / 12. / count)));
    double[] even = new double[cells];
    Arrays.fill(even, (double) count / cells);
    assertThat(ChiSquare.statistic(single, even)).isLessThan(ChiSquare.limit(cells - 1));
    assertThat(ChiSquare.statistic(pairs, even)).isLessThan(ChiSquare.limit(cells - 1));
  }
}
