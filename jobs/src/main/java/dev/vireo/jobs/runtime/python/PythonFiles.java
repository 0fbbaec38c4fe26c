package dev.vireo.jobs.runtime.python;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.store.files.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Python file and those it needs, as they travel with tasks.
 *
 * @param name of the file with the function, which is one of the files
 * @param contents bytes of all files by name, without folders
 */
public record PythonFiles(String name, SortedMap<String, byte[]> contents) implements Serializable {

  private static final String SUFFIX = ".py";

  /** They are part of every task. */
  private static final long MOST_BYTES = 16L << 20;

  /**
   * Reads them.
   *
   * @throws InputException naming the option, if one of them cannot be read
   */
  public static PythonFiles read(String path, List<String> others) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    Path file = Path.of(HomePath.expand(path));
    if (!file.toString().endsWith(SUFFIX)) {
      throw new InputException("option 'path' is '%s'; it must end in .py".formatted(path));
    }
    put("path", file, contents);
    for (String other : others) {
      put("files", Path.of(HomePath.expand(other)), contents);
    }
    long bytes = contents.values().stream().mapToLong(content -> content.length).sum();
    if (bytes > MOST_BYTES) {
      throw new InputException(
          "the file and option 'files' have %,d bytes, and may have %,d: they travel with each task; put the largest where every machine has it"
              .formatted(bytes, MOST_BYTES));
    }
    return new PythonFiles(file.getFileName().toString(), contents);
  }

  private static void put(String option, Path file, Map<String, byte[]> contents) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "option '%s' names '%s', and there is no such file: correct it, or ship the file to the driver"
              .formatted(option, file));
    }
    try {
      if (contents.put(file.getFileName().toString(), Files.readAllBytes(file)) != null) {
        throw new InputException(
            "option 'files' names two files '%s', and they share a folder: rename one"
                .formatted(file.getFileName()));
      }
    } catch (IOException e) {
      throw new InputException(
          "option '%s' names '%s', which cannot be read (%s)"
              .formatted(option, file, e.getMessage()),
          e);
    }
  }

  /** SHA-256 of each file's bytes, by name. */
  public SortedMap<String, String> hashes() {
    SortedMap<String, String> hashes = new TreeMap<>();
    contents.forEach(
        (file, content) ->
            hashes.put(file, HexFormat.of().formatHex(Sha256.digest().digest(content))));
    return hashes;
  }

  /** What a function of theirs depends on: contents, wherever they are. */
  public Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    Map<String, String> others = hashes();
    identity.put("content", others.remove(name));
    if (!others.isEmpty()) {
      identity.put("files", others);
    }
    return identity;
  }
}
