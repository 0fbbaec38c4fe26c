package dev.vireo.benchmarks.learning.grid;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
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

  /**
   * The configuration, runs that it goes on from unread.
   *
   * @throws InputException naming the job if Vireo does not take it
   */
  public ResolvedConfig<?> resolved() {
    try {
      return Configurations.read(configuration, settings);
    } catch (InputException e) {
      throw new InputException(name + ": " + e.getMessage(), e);
    }
  }
}
