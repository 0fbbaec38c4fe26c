package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where a command writes its result: standard output, or a file that appears under its name only
 * when it is complete. A pipe or a device is written to directly.
 */
final class ResultFile implements AutoCloseable {

  private final OutputStream stream;
  private final Path part;
  private final Path target;
  private final boolean owned;

  private ResultFile(OutputStream stream, boolean owned, Path part, Path target) {
    this.stream = stream;
    this.owned = owned;
    this.part = part;
    this.target = target;
  }

  /**
   * Opens a result.
   *
   * @param file the file; empty for standard output
   * @throws InputException if the file cannot be made
   */
  static ResultFile open(Optional<Path> file, OutputStream standardOutput) {
    if (file.isEmpty()) {
      return new ResultFile(standardOutput, false, null, null);
    }
    Path target = file.get();
    Path whole = target.toAbsolutePath();
    if (Files.isDirectory(whole)) {
      throw new InputException("Cannot write " + target + ": it is a directory");
    }
    if (!Files.isDirectory(whole.getParent())) {
      throw new InputException(
          "Cannot write " + target + ": there is no folder " + target.getParent());
    }
    try {
      if (Files.exists(whole) && !Files.isRegularFile(whole)) {
        return new ResultFile(Files.newOutputStream(whole), true, null, null);
      }
      Path part =
          whole.resolveSibling(
              "." + whole.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      // Where a signal ends the process nobody closes it.
      part.toFile().deleteOnExit();
      return new ResultFile(Files.newOutputStream(part), true, part, whole);
    } catch (IOException e) {
      throw new InputException("Cannot write " + target + ": " + e, e);
    }
  }

  OutputStream stream() {
    return stream;
  }

  /** Gives the file its name. */
  void complete() throws IOException {
    stream.flush();
    if (part != null) {
      stream.close();
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what was not completed. */
  @Override
  public void close() throws IOException {
    if (owned) {
      stream.close();
    }
    if (part != null) {
      Files.deleteIfExists(part);
    }
  }
}
