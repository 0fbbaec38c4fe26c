package dev.vireo.models.tokenizer;

import dev.vireo.models.files.LfsPointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a model directory that belong to its tokenizer. */
public final class TokenizerFiles {
  static final String TOKENIZER = "tokenizer.json";
  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIAL_TOKENS = "special_tokens_map.json";
  static final String SENTENCE_PIECE = "tokenizer.model";

  private static final List<String> NAMES =
      List.of(
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json",
          "merges.txt",
          SPECIAL_TOKENS,
          TOKENIZER,
          SENTENCE_PIECE,
          CONFIG,
          "vocab.json");

  private TokenizerFiles() {}

  /**
   * Reads those that are there: names to content.
   *
   * @throws dev.vireo.algorithms.InputException if one is a Git LFS pointer
   * @throws UncheckedIOException if one cannot be read
   */
  public static SortedMap<String, byte[]> read(Path directory) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String name : NAMES) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          byte[] content = Files.readAllBytes(file);
          LfsPointer.refuse(file.toString(), content);
          files.put(name, content);
        } catch (IOException e) {
          throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
      }
    }
    return files;
  }
}
