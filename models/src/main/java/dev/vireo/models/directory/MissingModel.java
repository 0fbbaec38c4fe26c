package dev.vireo.models.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** Explains why a path does not lead to a model, and where one may be. */
final class MissingModel {
  private static final int MOST_NAMED = 8;

  /** A run has {@code fine-tuned/PHASE/step-N}. */
  private static final int DEEPEST = 2;

  private static final String ADAPTER = "adapter_config.json";

  /** The file that {@code vireo clean} leaves of a checkpoint in the old, flat layout. */
  private static final String STEP_LOG = "steps.json";

  private MissingModel() {}

  /**
   * The reason why a path that has no config.json is not a model.
   *
   * @return the second half of a sentence
   */
  static String reason(Path path) {
    if (Files.isRegularFile(path)) {
      return "it is a file; name the directory with its config.json";
    }
    if (!Files.isDirectory(path)) {
      return "there is no such directory. Models are read from a local directory only; nothing is"
          + " downloaded";
    }
    if (Files.isRegularFile(path.resolve(ADAPTER))) {
      return "it is an adapter without its model. Merge the two first: vireo convert MODEL OUT"
          + " --adapter "
          + path;
    }
    if (isCheckpoint(path)) {
      return "it is a checkpoint whose files were deleted to save space (checkpoints.keep, or vireo"
          + " clean). "
          + remaining(path);
    }
    List<String> inside = below(path);
    return "there is no "
        + ModelDirectory.CONFIG_FILE
        + " in it"
        + (inside.isEmpty()
            ? ". Name a Hugging Face model directory"
            : ", but there are model directories below it: " + String.join(", ", inside));
  }

  /**
   * Models below a folder, relative to it: those that lie in it, and of each series of checkpoints
   * further below, as a run has some, the last. Folders of datasets are not looked into.
   */
  private static List<String> below(Path folder) {
    List<String> found = new ArrayList<>(withModels(folder));
    Deque<Path> next = new ArrayDeque<>(folders(folder));
    while (!next.isEmpty()) {
      Path inner = next.poll();
      List<String> series = withModels(inner);
      if (!series.isEmpty()) {
        found.add(folder.relativize(inner.resolve(series.get(series.size() - 1))).toString());
      } else if (folder.relativize(inner).getNameCount() < DEEPEST) {
        next.addAll(folders(inner));
      }
    }
    return found.size() <= MOST_NAMED
        ? found
        : found.subList(found.size() - MOST_NAMED, found.size());
  }

  private static List<Path> folders(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(Files::isDirectory)
          .filter(child -> !child.getFileName().toString().contains("="))
          .sorted()
          .toList();
    } catch (IOException e) {
      // Only a hint is lost.
      return List.of();
    }
  }

  private static boolean isCheckpoint(Path path) {
    return Files.isDirectory(path.resolve(TrainingState.FOLDER))
        || Files.isRegularFile(path.resolve(STEP_LOG));
  }

  private static String remaining(Path checkpoint) {
    Path parent = checkpoint.toAbsolutePath().normalize().getParent();
    List<String> others = parent == null ? List.of() : withModels(parent);
    return others.isEmpty()
        ? "No other checkpoint is left beside it"
        : "Still there in " + parent + ": " + String.join(", ", others);
  }

  /** Names of folders that hold a model or an adapter; only the last few if there are many. */
  private static List<String> withModels(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(
              child ->
                  Files.isRegularFile(child.resolve(ModelDirectory.CONFIG_FILE))
                      || Files.isRegularFile(child.resolve(ADAPTER)))
          .map(child -> child.getFileName().toString())
          .sorted(Comparator.reverseOrder())
          .limit(MOST_NAMED)
          .sorted()
          .toList();
    } catch (IOException e) {
      // Only a hint is lost.
      return List.of();
    }
  }
}
