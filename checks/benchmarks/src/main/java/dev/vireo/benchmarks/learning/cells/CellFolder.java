package dev.vireo.benchmarks.learning.cells;

import dev.vireo.benchmarks.learning.grid.Folders;
import dev.vireo.benchmarks.learning.grid.Job;
import dev.vireo.benchmarks.learning.report.Point;
import dev.vireo.benchmarks.learning.report.PointsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;

/** What is left of a cell: its points, and the configuration that they belong to. */
final class CellFolder {

  private final Path folder;
  private final Path run;
  private final String configuration;

  private CellFolder(Path folder, Path run, String configuration) {
    this.folder = folder;
    this.run = run;
    this.configuration = configuration;
  }

  /**
   * The folder of a job's cell, which need not be there.
   *
   * @throws dev.vireo.algorithms.InputException if Vireo does not take the cell's configuration
   */
  static CellFolder of(Job job, Folders folders) {
    return new CellFolder(
        folders.cell(job.cell().orElseThrow()),
        folders.run(job.cell().orElseThrow()),
        job.resolved().toJson());
  }

  Path run() {
    return run;
  }

  /** What was measured with this very configuration; empty if nothing was. */
  Optional<List<Point>> points() {
    try {
      boolean there =
          Files.exists(points(folder))
              && Files.exists(configuration(folder))
              && Files.readString(configuration(folder)).equals(configuration);
      return there ? Optional.of(PointsFile.read(points(folder))) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder, e);
    }
  }

  /**
   * Leaves points behind.
   *
   * @param keepsRun whether the run stays beside them
   */
  void finish(List<Point> points, boolean keepsRun) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(points(folder));
      Files.writeString(configuration(folder), configuration);
      PointsFile.write(points(folder), points);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + folder, e);
    }
    if (!keepsRun) {
      FileUtil.fullyDelete(run.toFile());
    }
  }

  private static Path points(Path folder) {
    return folder.resolve("points.csv");
  }

  private static Path configuration(Path folder) {
    return folder.resolve("configuration.json");
  }
}
