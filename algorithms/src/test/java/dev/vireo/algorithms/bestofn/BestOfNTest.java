package dev.vireo.algorithms.bestofn;

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

  @Test
  void theCurveIsTheMeanOverAllSubsets() {
    Random random = new Random(12);
    for (int trial = 0; trial < 50; trial++) {
      double[] rewards = random.ints(1 + random.nextInt(8), 0, 4).asDoubleStream().toArray();
      double[] values = random.doubles(rewards.length).toArray();
      double[] curve = BestOfN.curve(rewards, values);
      assertThat(curve).hasSameSizeAs(rewards);
      for (int n = 1; n <= rewards.length; n++) {
        assertThat(curve[n - 1])
            .as("trial %d, n = %d", trial, n)
            .isCloseTo(BestOfN.mean(bySubsets(rewards, n), values), within(1e-12));
      }
    }
  }

  @Test
  void winRatesAreThoseOfAllSubsetsAgainstAllOthers() {
    Random random = new Random(13);
    for (int trial = 0; trial < 50; trial++) {
      double[] rewards = random.ints(2 + random.nextInt(6), 0, 4).asDoubleStream().toArray();
      double[] values = random.ints(rewards.length, 0, 3).asDoubleStream().toArray();
      double[] rates = BestOfN.winRates(rewards, values);
      assertThat(rates).hasSize(rewards.length - 1);
      for (int n = 1; n < rewards.length; n++) {
        assertThat(rates[n - 1])
            .as("trial %d, n = %d", trial, n)
            .isCloseTo(winsBySubsets(rewards, values, n), within(1e-12));
      }
    }
  }

  @Test
  void theBestOfNBeatsAnotherDrawInNOfNPlusOneCases() {
    double[] rewards = new Random(14).doubles(300).toArray();

    double[] rates = BestOfN.winRates(rewards, rewards);

    for (int n = 1; n < 300; n++) {
      assertThat(rates[n - 1]).isCloseTo(n / (n + 1.0), within(1e-12));
    }
  }

  @Test
  void manyCompletionsLoseNoPrecision() {
    double[] ranks = IntStream.rangeClosed(1, 1024).asDoubleStream().toArray();

    double[] curve = BestOfN.curve(ranks, ranks);

    // The expected maximum of n drawn from 1..N is n (N + 1) / (n + 1).
    for (int n = 1; n <= 1024; n++) {
      assertThat(curve[n - 1]).isCloseTo(n * 1025.0 / (n + 1), within(1e-9));
    }
  }

  private static double winsBySubsets(double[] rewards, double[] values, int n) {
    double wins = 0;
    int games = 0;
    for (int set = 0; set < 1 << rewards.length; set++) {
      if (Integer.bitCount(set) != n) {
        continue;
      }
      int[] winners = winners(rewards, set);
      for (int other = 0; other < rewards.length; other++) {
        if ((set >> other & 1) == 0) {
          games++;
          for (int winner : winners) {
            wins += (1 + Math.signum(values[winner] - values[other])) / 2 / winners.length;
          }
        }
      }
    }
    return wins / games;
  }

  private static double[] bySubsets(double[] rewards, int n) {
    double[] chances = new double[rewards.length];
    int subsets = 0;
    for (int set = 0; set < 1 << rewards.length; set++) {
      if (Integer.bitCount(set) != n) {
        continue;
      }
      subsets++;
      int[] winners = winners(rewards, set);
      for (int winner : winners) {
        chances[winner] += 1.0 / winners.length;
      }
    }
    int count = subsets;
    return Arrays.stream(chances).map(each -> each / count).toArray();
  }

  private static int[] winners(double[] rewards, int set) {
    int[] chosen = IntStream.range(0, rewards.length).filter(i -> (set >> i & 1) == 1).toArray();
    double best = Arrays.stream(chosen).mapToDouble(i -> rewards[i]).max().orElseThrow();
    return Arrays.stream(chosen).filter(i -> rewards[i] == best).toArray();
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
