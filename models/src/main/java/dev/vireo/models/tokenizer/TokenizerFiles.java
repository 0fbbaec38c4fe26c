package dev.vireo.models.tokenizer;

import dev.vireo.models.files.LfsPointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a model directory that belong to its tokenizer. */
public final class TokenizerFiles {
  /** Vocabulary and merges, in the form of the tokenizers library. */
  public static final String TOKENIZER = "tokenizer.json";

  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIAL_TOKENS = "special_tokens_map.json";
  static final String SENTENCE_PIECE = "tokenizer.model";

  /** The folder of a model directory that holds additional chat templates. */
  public static final String ADDITIONAL_TEMPLATES = "additional_chat_templates";

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

  /** The file of an additional chat template, with its name as a group. */
  private static final Pattern ADDITIONAL =
      Pattern.compile(ADDITIONAL_TEMPLATES + "/([^/]+)\\.jinja");

  private TokenizerFiles() {}

  /** The name of the additional chat template in a file, if the file holds one. */
  public static Optional<String> additionalTemplate(String file) {
    Matcher matcher = ADDITIONAL.matcher(file);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Reads the tokenizer files that exist, and returns their contents by name. A file in a subfolder
   * is named by its path, {@code additional_chat_templates/NAME.jinja}.
   *
   * @throws dev.vireo.algorithms.InputException if a file is a Git LFS pointer
   * @throws UncheckedIOException if a file cannot be read
   */
  public static SortedMap<String, byte[]> read(Path directory) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String name : names(directory)) {
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

  private static List<String> names(Path directory) {
    List<String> names = new ArrayList<>(NAMES);
    Path templates = directory.resolve(ADDITIONAL_TEMPLATES);
    if (Files.isDirectory(templates)) {
      try (Stream<Path> files = Files.list(templates)) {
        files
            .map(file -> templates.getFileName() + "/" + file.getFileName())
            .filter(file -> additionalTemplate(file).isPresent())
            .forEach(names::add);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + templates + ": " + e.getMessage(), e);
      }
    }
    return names;
  }
}
