package dev.vireo.algorithms.bestofn;

import java.util.Arrays;

/**
 * How a group votes.
 *
 * @param counts [answers] the number of completions that give each answer
 * @param means [answers] the mean value of the completions that give it
 * @param abstentions number of completions without an answer
 * @param abstainedValue their mean value; 0 if there are none
 */
record Ballot(int[] counts, double[] means, int abstentions, double abstainedValue) {

  static Ballot of(int[] answers, double[] values) {
    if (answers.length != values.length) {
      throw new IllegalArgumentException(
          answers.length + " answers, but " + values.length + " values");
    }
    int number = Arrays.stream(answers).max().orElse(-1) + 1;
    int[] counts = new int[number];
    double[] sums = new double[number];
    int abstentions = 0;
    double abstained = 0;
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] < 0) {
        abstentions++;
        abstained += values[i];
      } else {
        counts[answers[i]]++;
        sums[answers[i]] += values[i];
      }
    }
    for (int answer = 0; answer < number; answer++) {
      sums[answer] = counts[answer] == 0 ? 0 : sums[answer] / counts[answer];
    }
    return new Ballot(counts, sums, abstentions, abstentions == 0 ? 0 : abstained / abstentions);
  }

  int answers() {
    return counts.length;
  }

  int votes(int answer) {
    return counts[answer];
  }

  double value(int answer) {
    return means[answer];
  }

  int mostVotes() {
    return Arrays.stream(counts).max().orElse(0);
  }
}
