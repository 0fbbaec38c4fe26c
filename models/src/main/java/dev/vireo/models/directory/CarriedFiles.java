package dev.vireo.models.directory;

import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.models.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files that are copied with a model unchanged: tokenizer, chat template, generation settings, a
 * reward model's recipe. They are held in memory, so their origin may disappear.
 */
public final class CarriedFiles {
  private static final String GENERATION_CONFIG = "generation_config.json";

  private final SortedMap<String, byte[]> files;

  private CarriedFiles(SortedMap<String, byte[]> files) {
    this.files = files;
  }

  /** No files: a model without a tokenizer. */
  public static CarriedFiles none() {
    return new CarriedFiles(new TreeMap<>());
  }

  /** The files of a tokenizer. */
  public static CarriedFiles of(Tokenizer tokenizer) {
    return new CarriedFiles(new TreeMap<>(tokenizer.files()));
  }

  /**
   * The files of a model directory.
   *
   * @throws UncheckedIOException if one of them cannot be read
   */
  public static CarriedFiles of(Path directory) {
    SortedMap<String, byte[]> files = new TreeMap<>(TokenizerFiles.read(directory));
    for (String name : List.of(GENERATION_CONFIG, ModelDirectory.RECIPE_FILE)) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          files.put(name, Files.readAllBytes(file));
        } catch (IOException e) {
          throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
      }
    }
    return new CarriedFiles(files);
  }

  /** These files and one more, which replaces any of the same name. */
  public CarriedFiles with(String name, byte[] content) {
    SortedMap<String, byte[]> all = new TreeMap<>(files);
    all.put(name, content.clone());
    return new CarriedFiles(all);
  }

  public void write(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path place = directory.resolve(file.getKey());
      Files.createDirectories(place.getParent());
      Files.write(place, file.getValue());
    }
  }
}
