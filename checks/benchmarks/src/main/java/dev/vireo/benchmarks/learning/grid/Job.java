package dev.vireo.benchmarks.learning.grid;

import java.util.List;
import java.util.Optional;

/**
 * A run of Vireo: a cell, or one that cells go on from.
 *
 * @param name of the cell, or of the prepared run and its seed
 * @param cell empty for a prepared run
 * @param target the reward that a cell is judged by
 * @param configuration the file
 * @param settings {@code key=value} on top of the file
 * @param needs names of the prepared runs that must be there
 */
public record Job(
    String name,
    Optional<Cell> cell,
    String target,
    String configuration,
    List<String> settings,
    List<String> needs) {

  public Job {
    settings = List.copyOf(settings);
    needs = List.copyOf(needs);
  }
}
