package dev.vireo.jobs.rewards.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a Python process, which only this user can read. If this virtual machine ends
 * without deleting it, the process does.
 *
 * @param path the folder; below it the program of the process, and {@code code}
 */
record WorkerFolder(Path path) {
  private static final String WORKER = "worker.py";
  private static final String CODE = "code";

  /** Writes the program of a process and the user's files into a new folder. */
  static WorkerFolder create(PythonFiles files) {
    try (InputStream worker = WorkerFolder.class.getResourceAsStream(WORKER)) {
      // Private to this user by default.
      WorkerFolder folder = new WorkerFolder(Files.createTempDirectory("vireo-reward-"));
      Files.copy(worker, folder.path.resolve(WORKER));
      Path code = Files.createDirectory(folder.path.resolve(CODE));
      for (Map.Entry<String, byte[]> file : files.contents().entrySet()) {
        Files.write(code.resolve(file.getKey()), file.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write a Python reward's files below "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** The process, not started. */
  ProcessBuilder process(PythonProgram program) {
    Path python = Path.of(program.python());
    ProcessBuilder process =
        new ProcessBuilder(
            List.of(
                // A path is one from here, not from the folder that the process works in.
                python.getNameCount() > 1 ? python.toAbsolutePath().toString() : program.python(),
                path.resolve(WORKER).toString(),
                path.toString(),
                program.files().name(),
                program.function()));
    process.directory(path.resolve(CODE).toFile());
    process.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    process.environment().put("PYTHONIOENCODING", "utf-8");
    // Sets and maps are in the same order each time.
    process.environment().put("PYTHONHASHSEED", "0");
    return process;
  }

  /** Deletes it, as far as that is possible. */
  void delete() {
    try (Stream<Path> files = Files.walk(path)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // The process has deleted it, or is at it.
    }
  }
}
