package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.scoring.SequenceScorer;
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
    return ModelPool.with(
        Role.REWARD,
        version,
        model -> {
          SequenceScorer scorer = new SequenceScorer(model, version.config().padTokenId());
          for (List<Integer> batch : TokenBatches.cut(lengths, tokensPerBatch)) {
            // Texts without tokens come last.
            List<Integer> scored = batch.stream().filter(i -> lengths[i] > 0).toList();
            float[] of = scorer.score(scored.stream().map(i -> tokens[i]).toList(), label);
            for (int row = 0; row < of.length; row++) {
              scores[scored.get(row)] = of[row];
            }
          }
          return scores;
        });
  }
}
