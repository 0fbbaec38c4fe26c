package dev.vireo.jobs.selection;

import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A group that was sampled.
 *
 * @param round in which, from 1
 * @param chunk of the round's datasets
 * @param row within the chunk
 * @param promptId the group
 * @param missing why it has no signal; null if it has one, since no Optional travels
 */
record Candidate(int round, int chunk, int row, String promptId, Reason missing)
    implements Serializable {

  /**
   * The rows of groups in one of their rounds' datasets.
   *
   * @param groups ascending by round, chunk and row
   * @param rounds the dataset of each round
   */
  static <T extends SpecificRecordBase> List<T> rows(
      List<Candidate> groups, Map<Integer, DatasetHandle<T>> rounds) {
    List<T> rows = new ArrayList<>(groups.size());
    int first = 0;
    while (first < groups.size()) {
      Candidate begin = groups.get(first);
      int end = first;
      while (end < groups.size()
          && groups.get(end).round == begin.round
          && groups.get(end).chunk == begin.chunk) {
        end++;
      }
      int[] wanted = groups.subList(first, end).stream().mapToInt(Candidate::row).toArray();
      rows.addAll(rounds.get(begin.round).readRows(begin.chunk, wanted));
      first = end;
    }
    return rows;
  }
}
