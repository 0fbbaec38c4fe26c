package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import java.nio.file.Path;

/** Token ids in the JSON files of a model directory. */
final class TokenIds {
  private TokenIds() {}

  /**
   * The token ids under a key: none, one number or a list of them.
   *
   * @throws InputException if one is no token of the vocabulary
   */
  static int[] read(Path file, JsonNode root, String key, int vocabularySize) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return new int[0];
    }
    int[] tokens = new int[node.isArray() ? node.size() : 1];
    for (int i = 0; i < tokens.length; i++) {
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
