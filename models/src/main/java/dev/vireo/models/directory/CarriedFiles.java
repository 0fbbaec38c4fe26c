package dev.vireo.models.directory;

import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.models.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that go along with a model unchanged: tokenizer, chat template, generation settings.
 * Held in memory, so their origin may vanish.
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
   * @throws UncheckedIOException if one cannot be read
   */
  public static CarriedFiles of(Path directory) {
    SortedMap<String, byte[]> files = new TreeMap<>(TokenizerFiles.read(directory));
    Path generationConfig = directory.resolve(GENERATION_CONFIG);
    if (Files.isRegularFile(generationConfig)) {
      try {
        files.put(GENERATION_CONFIG, Files.readAllBytes(generationConfig));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot read " + generationConfig + ": " + e.getMessage(), e);
      }
    }
    return new CarriedFiles(files);
  }

  void write(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path place = directory.resolve(file.getKey());
      Files.createDirectories(place.getParent());
      Files.write(place, file.getValue());
    }
  }
}
