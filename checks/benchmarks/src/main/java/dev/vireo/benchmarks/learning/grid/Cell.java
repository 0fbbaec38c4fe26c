package dev.vireo.benchmarks.learning.grid;

/**
 * One run of the benchmark.
 *
 * @param task its name
 * @param condition its name
 * @param rule its name
 * @param seed of all that is random
 */
public record Cell(String task, String condition, String rule, long seed) {

  /** What it is called on the command line and in paths. */
  public String name() {
    return "%s/%s/%s/%d".formatted(task, condition, rule, seed);
  }

  /** The cells that are compared with each other over seeds. */
  public Cell withoutSeed() {
    return new Cell(task, condition, rule, 0);
  }
}
