package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import java.util.ArrayList;
import java.util.List;

/** Asks a reward model about the texts of rows, some rows at a time. */
final class RewardPasses {
  /** Tokens of a pass, padding included; a row of more is a pass by itself. */
  private static final long TOKENS = 8192;

  private RewardPasses() {}

  /** How many rows of the longest texts are scored at a time. */
  static int rowsInPass(int texts, int tokens) {
    return (int) Math.max(1, TOKENS / ((long) texts * tokens));
  }

  /**
   * The rewards of each row's texts.
   *
   * @param rows the texts of each row, as many in each
   */
  static List<double[]> rewards(List<List<TokenSequence>> rows, ModelVersion model) {
    List<double[]> rewards = new ArrayList<>();
    for (int from = 0; from < rows.size(); ) {
      int to = from + 1;
      long longest = longest(rows.get(from));
      long texts = rows.get(from).size();
      while (to < rows.size()
          && texts * (to - from + 1) * Math.max(longest, longest(rows.get(to))) <= TOKENS) {
        longest = Math.max(longest, longest(rows.get(to++)));
      }
      List<TokenSequence> pass = rows.subList(from, to).stream().flatMap(List::stream).toList();
      double[][] values =
          ModelPool.with(Role.POLICY, model, open -> new ValueScorer(open).score(pass));
      for (int row = 0; row < to - from; row++) {
        double[] of = new double[(int) texts];
        for (int text = 0; text < of.length; text++) {
          of[text] = values[row * of.length + text][0];
        }
        rewards.add(of);
      }
      from = to;
    }
    return rewards;
  }

  private static long longest(List<TokenSequence> texts) {
    return texts.stream().mapToInt(TokenSequence::length).max().orElse(0);
  }
}
