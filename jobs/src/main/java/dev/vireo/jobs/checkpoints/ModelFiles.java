package dev.vireo.jobs.checkpoints;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.store.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which of a directory's files are the policy, and their common hash. */
public final class ModelFiles {

  private static final String OPTIMIZER = "optimizer.safetensors";

  private ModelFiles() {}

  /**
   * A model directory that no run made, as the policy a run starts from.
   *
   * @throws InputException if there is no such directory on this machine
   */
  public static PolicyCheckpoint starting(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InputException(
          "Cannot read the model "
              + directory
              + ": there is no such directory; models come from directories, nothing is fetched");
    }
    try {
      TreeMap<String, CheckpointManifest.FileEntry> files = new TreeMap<>();
      for (Path file : FileTrees.filesOf(directory)) {
        files.put(
            file.getFileName().toString(),
            new CheckpointManifest.FileEntry(Files.size(file), FileTrees.sha256(file)));
      }
      return new PolicyCheckpoint(RunDirectory.at(directory), contentHash(files), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the model " + directory, e);
    }
  }

  /** Hash of everything but the optimizer's state and hidden files. */
  static String contentHash(SortedMap<String, CheckpointManifest.FileEntry> files) {
    MessageDigest digest = FileTrees.sha256();
    for (Map.Entry<String, CheckpointManifest.FileEntry> file : files.entrySet()) {
      if (!file.getKey().equals(OPTIMIZER) && !file.getKey().startsWith("_")) {
        String line = file.getKey() + " " + file.getValue().sha256() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
