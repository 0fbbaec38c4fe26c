package dev.vireo.jobs.rewards.model;

import java.util.Arrays;
import java.util.List;

/** The scores of texts, batch by batch. */
final class TokenScores {
  private TokenScores() {}

  /**
   * Scores texts.
   *
   * @param tokens of each text; those of no tokens are not asked about
   * @param label which of the model's logits
   * @param tokensPerBatch tokens that go through the layers together, padding included
   * @return of each text; NaN where it has no tokens
   */
  static double[] of(ClassifierVersion version, int[][] tokens, int label, int tokensPerBatch) {
    double[] scores = new double[tokens.length];
    Arrays.fill(scores, Double.NaN);
    int[] lengths = Arrays.stream(tokens).mapToInt(sequence -> sequence.length).toArray();
    if (Arrays.stream(lengths).sum() == 0) {
      return scores;
    }
    // Texts without tokens come last.
    List<List<Integer>> batches =
        TokenBatches.cut(lengths, tokensPerBatch).stream()
            .map(batch -> batch.stream().filter(i -> lengths[i] > 0).toList())
            .filter(batch -> !batch.isEmpty())
            .toList();
    List<double[]> of =
        version
            .scorer()
            .scores(
                batches.stream().map(batch -> batch.stream().map(i -> tokens[i]).toList()).toList(),
                label);
    for (int batch = 0; batch < batches.size(); batch++) {
      for (int row = 0; row < of.get(batch).length; row++) {
        scores[batches.get(batch).get(row)] = of.get(batch)[row];
      }
    }
    return scores;
  }
}
