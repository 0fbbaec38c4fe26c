package dev.vireo.models.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.files.LfsPointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and prints JSON objects. A duplicate key, or text after the object, is an error. */
public final class JsonFiles {
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFiles() {}

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws InputException if there is no such file or it holds anything else
   * @throws UncheckedIOException if it cannot be read
   */
  public static JsonNode read(Path file) {
    try {
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InputException("Cannot read " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Parses bytes that hold one JSON object.
   *
   * @param source where the bytes come from, for messages
   * @throws InputException if they hold anything else
   */
  public static JsonNode parse(String source, byte[] json) {
    LfsPointer.refuse(source, json);
    JsonNode root;
    try {
      root = STRICT.readTree(json);
    } catch (JsonProcessingException e) {
      throw notJson(source, e.getOriginalMessage());
    } catch (IOException e) {
      throw notJson(source, e.getMessage());
    }
    if (!root.isObject()) {
      throw new InputException("Cannot read " + source + ": it is not a JSON object");
    }
    return root;
  }

  private static InputException notJson(String source, String reason) {
    return new InputException("Cannot read " + source + ": it is not valid JSON (" + reason + ")");
  }

  /** An empty object. */
  public static ObjectNode object() {
    return STRICT.createObjectNode();
  }

  /**
   * Prints UTF-8 with an indent of two spaces and a trailing newline; the same bytes on every
   * system.
   */
  public static byte[] print(ObjectNode root) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    try {
      return (STRICT.writer(printer).writeValueAsString(root) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }
}
