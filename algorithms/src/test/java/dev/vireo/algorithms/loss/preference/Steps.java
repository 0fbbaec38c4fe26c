package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.loss.Denominators;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Pairs of random numbers, and the denominators of a step that is one micro-batch. */
final class Steps {
  private Steps() {}

  static Denominators ofPairs(double[][] rows, List<PairExample> examples) {
    long tokens = 0;
    long preferredTokens = 0;
    long preferredOutputs = 0;
    for (int i = 0; i < examples.size(); i++) {
      int chosen = rows[2 * i].length - examples.get(i).chosenStart();
      tokens += chosen + rows[2 * i + 1].length - examples.get(i).rejectedStart();
      preferredTokens += chosen;
      preferredOutputs += rows[2 * i].length;
    }
    return new Denominators(
        examples.size(), rows.length, tokens, preferredTokens, preferredOutputs, 1, 0);
  }

  static Denominators ofSequences(double[][] rows) {
    long tokens = Arrays.stream(rows).mapToLong(row -> row.length).sum();
    return new Denominators(rows.length, rows.length, tokens, tokens, tokens, 1, 0);
  }

  static double[][] rows(SplittableRandom random, int count) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = new double[2 + random.nextInt(5)];
      for (int t = 0; t < rows[i].length; t++) {
        rows[i][t] = -0.01 - 3 * random.nextDouble();
      }
    }
    return rows;
  }

  /** Divergences of a reference, one for each output. */
  static double[][] divergences(SplittableRandom random, double[][] rows) {
    double[][] divergences = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      divergences[i] = new double[rows[i].length];
      for (int t = 0; t < rows[i].length; t++) {
        divergences[i][t] = 2 * random.nextDouble();
      }
    }
    return divergences;
  }

  /** References near the policy's sums; completions start at output 0 or 1. */
  static List<PairExample> pairs(SplittableRandom random, double[][] rows) {
    PairExample[] examples = new PairExample[rows.length / 2];
    for (int i = 0; i < examples.length; i++) {
      double chosen = Arrays.stream(rows[2 * i]).sum() + 8 * random.nextDouble() - 4;
      double rejected = Arrays.stream(rows[2 * i + 1]).sum() + 8 * random.nextDouble() - 4;
      PairExample pair = PairExample.of(chosen, rejected);
      examples[i] = new PairExample(pair.reference(), random.nextInt(2), random.nextInt(2));
    }
    return List.of(examples);
  }

  static List<UnpairedExample> unpaired(SplittableRandom random, double[][] rows, double baseline) {
    return Arrays.stream(rows)
        .map(
            row ->
                new UnpairedExample(
                    random.nextBoolean(),
                    Arrays.stream(row).sum() + 8 * random.nextDouble() - 4,
                    baseline))
        .toList();
  }
}
