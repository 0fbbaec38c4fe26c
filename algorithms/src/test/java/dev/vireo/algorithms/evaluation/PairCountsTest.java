package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairCountsTest {

  @Test
  void eachPairIsCountedOnce() {
    Random random = new Random(3);
    for (int trial = 0; trial < 200; trial++) {
      int n = random.nextInt(12);
      double[] feature = random.ints(n, 0, 4).asDoubleStream().toArray();
      double[] rewards = random.ints(n, -2, 3).mapToDouble(each -> each / 2.0).toArray();

      assertThat(PairCounts.of(feature, rewards))
          .as("trial %d", trial)
          .isEqualTo(byHand(feature, rewards));
    }
  }

  private static PairCounts byHand(double[] feature, double[] rewards) {
    long wins = 0;
    long losses = 0;
    long rewardTies = 0;
    long featureTies = 0;
    for (int i = 0; i < rewards.length; i++) {
      for (int j = 0; j < i; j++) {
        double way = Math.signum(feature[i] - feature[j]) * Math.signum(rewards[i] - rewards[j]);
        wins += way > 0 ? 1 : 0;
        losses += way < 0 ? 1 : 0;
        rewardTies += feature[i] != feature[j] && rewards[i] == rewards[j] ? 1 : 0;
        featureTies += feature[i] == feature[j] && rewards[i] != rewards[j] ? 1 : 0;
      }
    }
    return new PairCounts(wins, losses, rewardTies, featureTies);
  }

  @Test
  void pairsThatSaySomething() {
    PairCounts counts = new PairCounts(3, 2, 5, 7);

    assertThat(counts.decided()).isEqualTo(5);
    assertThat(counts.rewardPairs()).isEqualTo(12);
  }
}
