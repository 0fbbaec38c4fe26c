package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.models.scoring.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
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
  static List<double[]> rewards(List<List<TokenSequence>> rows, ModelScorer model) {
    List<List<TokenSequence>> passes = new ArrayList<>();
    for (int from = 0; from < rows.size(); ) {
      int to = from + 1;
      long longest = longest(rows.get(from));
      long texts = rows.get(from).size();
      while (to < rows.size()
          && texts * (to - from + 1) * Math.max(longest, longest(rows.get(to))) <= TOKENS) {
        longest = Math.max(longest, longest(rows.get(to++)));
      }
      passes.add(rows.subList(from, to).stream().flatMap(List::stream).toList());
      from = to;
    }
    Iterator<double[]> values = model.values(passes).stream().flatMap(Arrays::stream).iterator();
    return rows.stream()
        .map(texts -> texts.stream().mapToDouble(text -> values.next()[0]).toArray())
        .toList();
  }

  private static long longest(List<TokenSequence> texts) {
    return texts.stream().mapToInt(TokenSequence::length).max().orElse(0);
  }
}
