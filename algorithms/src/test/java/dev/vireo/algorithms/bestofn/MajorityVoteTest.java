package dev.vireo.algorithms.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MajorityVoteTest {

  @Test
  void theCurveIsTheMeanOverAllSubsets() {
    Random random = new Random(5);
    for (int trial = 0; trial < 60; trial++) {
      int[] answers = random.ints(1 + random.nextInt(9), -1, 4).toArray();
      double[] values = random.doubles(answers.length).toArray();
      double[] curve = MajorityVote.curve(answers, values);
      assertThat(curve).hasSameSizeAs(answers);
      for (int n = 1; n <= answers.length; n++) {
        assertThat(curve[n - 1])
            .as("trial %d, n = %d, answers %s", trial, n, Arrays.toString(answers))
            .isCloseTo(bySubsets(answers, values, n), within(1e-12));
      }
    }
  }

  @Test
  void theRightAnswerOfTheMajorityWinsMoreOftenTheMoreVote() {
    int[] answers = {0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
    double[] right = {1, 1, 1, 1, 1, 1, 0, 0, 0, 0};

    double[] curve = MajorityVote.curve(answers, right);

    assertThat(curve[0]).isCloseTo(0.6, within(1e-12));
    assertThat(curve[1]).isCloseTo(0.6, within(1e-12));
    assertThat(curve[9]).isEqualTo(1);
  }

  @Test
  void largeGroupsAreCountedExactly() {
    // Two answers with the same number of votes each: by symmetry each wins half the time.
    int[] answers = IntStream.range(0, 1024).map(i -> i % 2).toArray();
    double[] right = IntStream.range(0, 1024).mapToDouble(i -> i % 2).toArray();

    double[] curve = MajorityVote.curve(answers, right);

    assertThat(curve).usingComparatorWithPrecision(1e-9).containsOnly(0.5);
  }

  @Test
  void aGroupThatCannotBeCountedIsRefused() {
    assertThatThrownBy(() -> MajorityVote.curve(new int[1025], new double[1025]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1024");
  }

  private static double bySubsets(int[] answers, double[] values, int n) {
    double sum = 0;
    int subsets = 0;
    for (int set = 0; set < 1 << answers.length; set++) {
      if (Integer.bitCount(set) == n) {
        subsets++;
        sum += winner(answers, values, set);
      }
    }
    return sum / subsets;
  }

  private static double winner(int[] answers, double[] values, int set) {
    int[] drawn = IntStream.range(0, answers.length).filter(i -> (set >> i & 1) == 1).toArray();
    int[] votes = new int[answers.length + 4];
    Arrays.stream(drawn).filter(i -> answers[i] >= 0).forEach(i -> votes[answers[i]]++);
    int most = Arrays.stream(votes).max().orElseThrow();
    if (most == 0) {
      return meanOf(answers, values, -1);
    }
    return IntStream.range(0, votes.length)
        .filter(answer -> votes[answer] == most)
        .mapToDouble(answer -> meanOf(answers, values, answer))
        .average()
        .orElseThrow();
  }

  private static double meanOf(int[] answers, double[] values, int answer) {
    return IntStream.range(0, answers.length)
        .filter(i -> answers[i] == answer)
        .mapToDouble(i -> values[i])
        .average()
        .orElseThrow();
  }
}
