package dev.vireo.reports.completions;

import java.util.List;

/**
 * Some of the completions that were asked for.
 *
 * @param hits in the order that was asked for
 * @param from place of the first among all
 * @param total how many there are, as far as they have been looked for
 * @param searched share of the iteration that the search for a text has seen: 1 once it is done
 */
public record Page(List<Hit> hits, int from, int total, double searched) {

  public Page {
    hits = List.copyOf(hits);
  }
}
