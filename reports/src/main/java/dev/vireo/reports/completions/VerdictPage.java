package dev.vireo.reports.completions;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some of what judges answered about an iteration's completions.
 *
 * @param iteration from 1
 * @param total how many answers there are
 * @param from the first of these, from 0
 * @param rows the answers; untrusted
 */
public record VerdictPage(int iteration, long total, int from, List<Verdict> rows) {

  /** Copies the rows. */
  public VerdictPage {
    rows = List.copyOf(rows);
  }

  /**
   * Reads some of an iteration's answers.
   *
   * @param prompt those about one prompt only; empty for all
   * @param from the first, from 0
   * @param count at most so many
   * @throws InputException if no judge was asked
   */
  public static VerdictPage read(
      RunDirectory run, int iteration, Optional<String> prompt, int from, int count) {
    Partition<Verdict> partition = run.partition(Datasets.VERDICTS, iteration);
    DatasetHandle<Verdict> verdicts =
        partition
            .published()
            .orElseThrow(
                () ->
                    new InputException(
                        "Iteration %d of %s has no verdicts: no reward of type judge was computed"
                            .formatted(iteration, run)));
    List<Verdict> rows = new ArrayList<>();
    long seen = 0;
    for (int chunk = 0; chunk < verdicts.chunkCount(); chunk++) {
      for (Verdict row : verdicts.read(chunk)) {
        if (prompt.isEmpty() || prompt.get().equals(row.getPromptId())) {
          if (seen >= from && rows.size() < count) {
            rows.add(row);
          }
          seen++;
        }
      }
    }
    return new VerdictPage(iteration, seen, from, rows);
  }
}
