package dev.vireo.reports.page;

import java.util.List;

/**
 * Completions that have something in common.
 *
 * @param id short name, such as {@code best}
 * @param title what they have in common
 * @param note how they were chosen, and out of how many
 * @param prompts the most notable first; may be empty
 */
record PickedList(String id, String title, String note, List<Picked> prompts) {

  PickedList {
    prompts = List.copyOf(prompts);
  }
}
