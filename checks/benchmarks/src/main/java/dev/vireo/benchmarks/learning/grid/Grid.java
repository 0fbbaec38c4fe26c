package dev.vireo.benchmarks.learning.grid;

import dev.vireo.algorithms.InputException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is compared.
 *
 * @param catalogue the file that tasks, conditions and rules are named in, beside the grid's own;
 *     null means {@code catalogue.yaml}
 * @param against the rule that others are compared with; null means {@code grpo}
 * @param seeds every cell is run with each
 * @param iterations of a cell
 * @param evaluateEvery iterations between the points of a curve; divides {@code iterations}
 * @param blocks every task of a block is run under each of its conditions with each of its rules
 */
public record Grid(
    String catalogue,
    String against,
    List<Long> seeds,
    int iterations,
    int evaluateEvery,
    List<Block> blocks) {

  public Grid {
    catalogue = catalogue == null ? "catalogue.yaml" : catalogue;
    against = against == null ? "grpo" : against;
    seeds = seeds == null ? List.of() : List.copyOf(seeds);
    blocks = blocks == null ? List.of() : List.copyOf(blocks);
    if (seeds.isEmpty()) {
      throw new InputException("there are no seeds: name at least one, as in seeds: [1, 2, 3]");
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new InputException("a seed is named twice in seeds: " + seeds);
    }
    if (blocks.isEmpty()) {
      throw new InputException(
          "there are no blocks: name tasks, conditions and rules of at least one");
    }
    if (iterations < 1 || evaluateEvery < 1 || iterations % evaluateEvery != 0) {
      throw new InputException(
          "iterations is %d and evaluate-every %d: both must be at least 1, and the second divide the first"
              .formatted(iterations, evaluateEvery));
    }
  }

  /**
   * Some tasks, under some conditions, with some rules.
   *
   * @param tasks names
   * @param conditions names
   * @param rules names
   */
  public record Block(List<String> tasks, List<String> conditions, List<String> rules) {

    public Block {
      require("tasks", tasks);
      require("conditions", conditions);
      require("rules", rules);
    }

    private static void require(String key, List<String> names) {
      if (names == null || names.isEmpty()) {
        throw new InputException("a block has no " + key + ": name at least one");
      }
    }
  }

  /** All cells, in order; what several blocks have is there once. */
  public List<Cell> cells() {
    Set<Cell> cells = new LinkedHashSet<>();
    for (Block block : blocks) {
      for (String task : block.tasks()) {
        for (String condition : block.conditions()) {
          for (long seed : seeds) {
            for (String rule : block.rules()) {
              cells.add(new Cell(task, condition, rule, seed));
            }
          }
        }
      }
    }
    return List.copyOf(cells);
  }
}
