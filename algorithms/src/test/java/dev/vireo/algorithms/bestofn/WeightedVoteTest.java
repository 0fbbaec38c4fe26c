package dev.vireo.algorithms.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedVoteTest {

  @Test
  void equalWeightsAreTheMajority() {
    Random random = new Random(3);
    int[] answers = random.ints(12, -1, 4).toArray();
    double[] values = random.doubles(12).toArray();
    double[] ones = new double[12];
    Arrays.fill(ones, 1);

    double[] votes = WeightedVote.curve(answers, ones, values, 40_000, 7);

    assertThat(votes).containsExactly(MajorityVote.curve(answers, values), within(0.01));
  }

  @Test
  void aHeavyVoteOutweighsTheMajority() {
    int[] answers = {0, 0, 1};
    double[] values = {0, 0, 1};

    assertThat(WeightedVote.curve(answers, new double[] {1, 1, 3}, values, 100, 1)[2]).isEqualTo(1);
    assertThat(WeightedVote.curve(answers, new double[] {1, 1, 1}, values, 100, 1)[2]).isZero();
  }

  @Test
  void theSeedDecides() {
    int[] answers = {0, 1, 2, 0, 1, 3};
    double[] values = {1, 0, 0, 1, 0, 0};
    double[] weights = {0.3, 0.2, 0.9, 0.1, 0.6, 0.5};

    double[] once = WeightedVote.curve(answers, weights, values, 20, 5);

    assertThat(WeightedVote.curve(answers, weights, values, 20, 5)).isEqualTo(once);
    assertThat(WeightedVote.curve(answers, weights, values, 20, 6)).isNotEqualTo(once);
  }
}
