package dev.vireo.algorithms.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairwiseScoresTest {
  @Test
  void sharesCountTiesHalf() {
    double[][] wins = {{0, 1, 0.5, 0}, {0, 0, 1, 0}, {0.5, 0, 0, 0}, {0, 0, 0, 0}};
    assertThat(PairwiseScores.winShares(wins)).containsExactly(0.75, 0.5, 0.25, Double.NaN);
  }

  /** Where the likelihood is greatest, each has won as much as it was expected to. */
  @Test
  void strengthsExplainTheWins() {
    double[][] wins = {{0, 2, 1, 1}, {1, 0, 2.5, 0}, {0, 0.5, 0, 1}, {0, 0, 0, 0}};
    double[] strengths = PairwiseScores.bradleyTerry(wins);
    assertThat(strengths[0] + strengths[1] + strengths[2] + strengths[3])
        .isCloseTo(0, within(1e-9));
    assertThat(strengths[0]).isGreaterThan(strengths[1]);
    assertThat(strengths[1]).isGreaterThan(strengths[2]);
    assertThat(strengths[2]).isGreaterThan(strengths[3]);
    // The differences do not say where 0 was: of that the prior's own equations sum to nothing.
    double shift = shift(wins, strengths);
    for (int i = 0; i < 4; i++) {
      double surplus = 0.5 - logistic(strengths[i] + shift);
      for (int j = 0; j < 4; j++) {
        surplus += wins[i][j] - (wins[i][j] + wins[j][i]) * logistic(strengths[i] - strengths[j]);
      }
      assertThat(surplus).as("player %d", i).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void whoWonEverythingIsFiniteAndWhoWasNotComparedHasNothing() {
    double[] strengths =
        PairwiseScores.bradleyTerry(new double[][] {{0, 1, 0}, {0, 0, 0}, {0, 0, 0}});
    assertThat(strengths[0]).isPositive().isFinite().isCloseTo(-strengths[1], within(1e-12));
    assertThat(strengths[2]).isNaN();
    assertThat(PairwiseScores.bradleyTerry(new double[1][1])).containsExactly(Double.NaN);
  }

  private static double shift(double[][] wins, double[] strengths) {
    double low = -10;
    double high = 10;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      double sum = 0;
      for (double strength : strengths) {
        sum += logistic(strength + middle) - 0.5;
      }
      if (sum < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
