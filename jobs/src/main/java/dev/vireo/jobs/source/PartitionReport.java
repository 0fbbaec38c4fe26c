package dev.vireo.jobs.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What the driver learns of one partition of drafts.
 *
 * @param rows how many there are
 * @param identified whether any has an id of its own
 * @param problem the first that cannot be used, with its place; null where all can
 * @param tooLong how many are over the limit of tokens
 * @param tooLongPlaces the first of them
 */
record PartitionReport(
    long rows, boolean identified, String problem, long tooLong, List<String> tooLongPlaces)
    implements Serializable {
  private static final int NAMED = 3;

  static PartitionReport of(Iterator<? extends Draft<?>> drafts, int maxTokens) {
    long rows = 0;
    boolean identified = false;
    String problem = null;
    long tooLong = 0;
    List<String> places = new ArrayList<>();
    while (drafts.hasNext()) {
      Draft<?> draft = drafts.next();
      rows++;
      identified |= draft.id() != null;
      if (problem == null && draft.problem() != null) {
        problem = draft.where() + " " + draft.problem();
      }
      if (maxTokens > 0 && draft.tokens() > maxTokens) {
        tooLong++;
        if (places.size() < NAMED) {
          places.add("%s (%d)".formatted(draft.where(), draft.tokens()));
        }
      }
    }
    return new PartitionReport(rows, identified, problem, tooLong, places);
  }
}
