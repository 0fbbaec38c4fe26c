package dev.vireo.benchmarks.learning.grid;

import java.nio.file.Path;

/**
 * Where a grid is run.
 *
 * @param root the repository's
 * @param work where data and runs go
 */
public record Folders(Path root, Path work) {

  /** The tasks' data. */
  public Path data() {
    return work.resolve("data");
  }

  /** The run directory of a prepared run. */
  public Path prepared(String name, long seed) {
    return work.resolve("prepared").resolve(name).resolve(Long.toString(seed));
  }

  /** What there is of a cell. */
  public Path cell(Cell cell) {
    return work.resolve("cells").resolve(cell.name());
  }

  /** A cell's run directory; its folder also holds what was measured. */
  public Path run(Cell cell) {
    return cell(cell).resolve("run");
  }
}
