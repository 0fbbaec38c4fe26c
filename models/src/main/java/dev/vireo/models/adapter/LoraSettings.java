package dev.vireo.models.adapter;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Shape of a low-rank adapter.
 *
 * @param rank r: columns of the upper matrix, rows of the lower
 * @param alpha the adapter is scaled by alpha / rank
 * @param targetModules which projections of every layer have one, such as {@code q_proj}; sorted
 */
public record LoraSettings(int rank, double alpha, List<String> targetModules)
    implements Serializable {
  private static final List<String> POSSIBLE =
      List.of("down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj");

  /**
   * @throws InputException if a value is impossible
   */
  public LoraSettings {
    if (rank <= 0) {
      throw new InputException("rank " + rank + " is not positive");
    }
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      throw new InputException("alpha " + alpha + " is not a positive number");
    }
    SortedSet<String> sorted = new TreeSet<>(targetModules);
    if (sorted.isEmpty()) {
      throw new InputException("target-modules are empty; name some of " + POSSIBLE);
    }
    for (String module : sorted) {
      if (!POSSIBLE.contains(module)) {
        throw new InputException("target-modules: " + module + " is not one of " + POSSIBLE);
      }
    }
    targetModules = List.copyOf(sorted);
  }

  /** PEFT's defaults: rank 8, alpha 8, query and value projections. */
  public static LoraSettings defaults() {
    return new LoraSettings(8, 8, List.of("q_proj", "v_proj"));
  }

  /** As a configuration has it, for messages. */
  public String written() {
    return "{rank: %d, alpha: %s, target-modules: %s}".formatted(rank, alpha, targetModules);
  }

  /** The factor applied to the product of the two matrices: alpha / rank. */
  public double scale() {
    return alpha / rank;
  }
}
