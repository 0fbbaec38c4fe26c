package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthControlTest {

  @Test
  void findsTheCoefficientThatDataWereMadeWith() {
    Random random = new Random(7);
    int prompts = 20_000;
    double[] differences = random.doubles(prompts).map(u -> 100 * u - 30).toArray();
    double mean = Arrays.stream(differences).average().orElseThrow();
    double deviation =
        Math.sqrt(
            Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).average().orElseThrow());
    double[] shares =
        Arrays.stream(differences)
            .map(d -> 1 / (1 + Math.exp(0.4 - 1.5 * Math.tanh(d / deviation))))
            .map(chance -> random.nextDouble() < chance ? 1 : 0)
            .toArray();

    double raw = Arrays.stream(shares).average().orElseThrow();
    double controlled = LengthControl.winRate(shares, differences, all(prompts));

    assertThat(raw).isGreaterThan(0.5);
    assertThat(controlled).isEqualTo(1 / (1 + Math.exp(0.4)), within(0.01));
  }

  @Test
  void isTheWinRateWhereLengthsAreTheSame() {
    double[] shares = new double[2000];
    Arrays.fill(shares, 0, 1400, 1);

    assertThat(LengthControl.winRate(shares, new double[2000], all(2000)))
        .isEqualTo(0.7, within(1e-3));
  }

  @Test
  void isFiniteWhereOneSideWinsEverything() {
    double[] shares = {1, 1, 1, 1, 1, 1, 1, 1};
    double[] longer = {5, 6, 7, 8, 1, 2, 3, 4};

    assertThat(LengthControl.winRate(shares, longer, all(8))).isBetween(0.5, 0.999);
  }

  @Test
  void swappingTheSidesGivesTheRest() {
    double[] shares = {1, 0, 0.5, 1, 0, 1};
    double[] longer = {9, -4, 3, 7, -8, 2};
    double[] others = Arrays.stream(shares).map(share -> 1 - share).toArray();
    double[] shorter = Arrays.stream(longer).map(d -> -d).toArray();

    assertThat(LengthControl.winRate(others, shorter, all(6)))
        .isEqualTo(1 - LengthControl.winRate(shares, longer, all(6)), within(1e-9));
  }

  private static int[] all(int prompts) {
    int[] places = new int[prompts];
    Arrays.setAll(places, i -> i);
    return places;
  }
}
