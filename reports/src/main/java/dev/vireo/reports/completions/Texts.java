package dev.vireo.reports.completions;

import dev.vireo.store.parquet.ColumnValue;
import dev.vireo.store.parquet.ColumnVisitor;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A group's texts, and nothing else of it; untrusted.
 *
 * @param completions in order of the samples
 */
record Texts(String promptId, String prompt, List<String> completions) {

  /**
   * The texts of some groups of a chunk of rollouts.
   *
   * @param rows ascending
   */
  static List<Texts> read(DatasetHandle<?> rollouts, int chunk, int... rows) {
    List<List<String>> ids = new ArrayList<>();
    List<List<String>> prompts = new ArrayList<>();
    List<List<String>> completions = new ArrayList<>();
    rollouts.scanRows(
        chunk,
        rows,
        Map.of(
            "prompt_id",
            into(ids),
            "prompt",
            into(prompts),
            "completions.text",
            into(completions)));
    List<Texts> texts = new ArrayList<>(rows.length);
    for (int i = 0; i < rows.length; i++) {
      texts.add(new Texts(ids.get(i).get(0), prompts.get(i).get(0), completions.get(i)));
    }
    return texts;
  }

  /** Fills a list for each row. */
  private static ColumnVisitor into(List<List<String>> rows) {
    return new ColumnVisitor() {
      @Override
      public void row() {
        rows.add(new ArrayList<>());
      }

      @Override
      public void value(ColumnValue value) {
        rows.get(rows.size() - 1).add(value.text());
      }
    };
  }
}
