package dev.vireo.jobs.runtime.python;

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
public record WorkerFolder(Path path) {
  /** What the scripts of all protocols share. */
  private static final String SHARED = "worker.py";

  private static final String CODE = "code";

  /** Writes the program of a process and the user's files into a new folder. */
  public static WorkerFolder create(PythonProgram program) {
    try {
      // Private to this user by default.
      WorkerFolder folder = new WorkerFolder(Files.createTempDirectory("vireo-python-"));
      folder.write(SHARED);
      folder.write(program.protocol().script());
      Path code = Files.createDirectory(folder.path.resolve(CODE));
      for (Map.Entry<String, byte[]> file : program.files().contents().entrySet()) {
        Files.write(code.resolve(file.getKey()), file.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write a Python function's files below "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void write(String script) throws IOException {
    try (InputStream source = WorkerFolder.class.getResourceAsStream(script)) {
      Files.copy(source, path.resolve(script));
    }
  }

  /** The process, not started. */
  public ProcessBuilder process(PythonProgram program) {
    Path python = Path.of(program.python());
    ProcessBuilder process =
        new ProcessBuilder(
            List.of(
                // A path is one from here, not from the folder that the process works in.
                python.getNameCount() > 1 ? python.toAbsolutePath().toString() : program.python(),
                path.resolve(program.protocol().script()).toString(),
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
