package dev.vireo.models.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small JSON files of a model directory, read with errors that name file and key. */
final class JsonFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFile() {}

  static JsonNode readObject(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InputException("Cannot read " + file + ": there is no such file", e);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot read " + file + ": it is not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    if (!root.isObject()) {
      throw new InputException("Cannot read " + file + ": it is not a JSON object");
    }
    return root;
  }

  /** The token ids under a key: none, one number or a list of them. */
  static int[] tokens(Path file, JsonNode root, String key, int vocabularySize) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return new int[0];
    }
    int count = node.isArray() ? node.size() : 1;
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      JsonNode element = node.isArray() ? node.get(i) : node;
      if (!element.isIntegralNumber()
          || !element.canConvertToInt()
          || element.intValue() < 0
          || element.intValue() >= vocabularySize) {
        throw new InputException(
            file
                + ": "
                + key
                + " "
                + element
                + " is no token of a vocabulary of "
                + vocabularySize);
      }
      tokens[i] = element.intValue();
    }
    return tokens;
  }
}
