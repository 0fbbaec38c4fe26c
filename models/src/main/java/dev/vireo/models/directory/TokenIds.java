package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Token ids in the JSON files of a model directory. */
final class TokenIds {
  /** How old configurations say that there is no such token. */
  private static final int NONE = -1;

  private TokenIds() {}

  /**
   * The token ids under a key: absent, one number or a list of numbers; -1 means no token.
   *
   * @throws InputException if one of them is not in the vocabulary
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
          || element.intValue() < NONE
          || element.intValue() >= vocabularySize) {
        throw new InputException(
            file
                + ": "
                + key
                + " "
                + element
                + " is not a token of a vocabulary of "
                + vocabularySize
                + "; use the config.json that belongs to these weights");
      }
      tokens[i] = element.intValue();
    }
    return IntStream.of(tokens).filter(token -> token != NONE).toArray();
  }
}
