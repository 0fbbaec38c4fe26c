package dev.vireo.benchmarks.jobs;

import dev.vireo.models.scoring.TokenSequence;
import java.util.Arrays;
import java.util.List;

/**
 * A group that is ready to be learnt from.
 *
 * @param rows prompt and completion, row by row
 * @param advantages one for each row; not copied
 */
record TrainingGroup(List<TokenSequence> rows, double[] advantages) {

  /** One row of it. */
  record Row(TokenSequence tokens, double advantage) {}

  long tokens() {
    return rows.stream().mapToLong(row -> row.completionTokenIds().length).sum();
  }

  int longest() {
    return rows.stream().mapToInt(row -> row.completionTokenIds().length).max().orElse(0);
  }

  /** Whether there is anything to learn. */
  boolean signal() {
    return Arrays.stream(advantages).anyMatch(advantage -> advantage != 0);
  }

  Row row(int index) {
    return new Row(rows.get(index), advantages[index]);
  }
}
