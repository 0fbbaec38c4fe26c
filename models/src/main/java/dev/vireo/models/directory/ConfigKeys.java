package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import java.nio.file.Path;

/**
 * Typed access to the values of config.json; a value of the wrong type is refused by name.
 *
 * @param file path of the file, for messages
 * @param root the parsed JSON object
 */
record ConfigKeys(Path file, JsonNode root) {
  private static final int LONGEST_SHOWN = 120;

  boolean present(String key) {
    return root.hasNonNull(key);
  }

  int required(String key) {
    return required(root, key);
  }

  int required(JsonNode object, String key) {
    JsonNode node = given(object, key);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(key + " " + shortened(node) + " is not a whole number that fits 32 bits");
    }
    return node.intValue();
  }

  double requiredNumber(JsonNode object, String key) {
    given(object, key);
    return number(object, key, 0);
  }

  double number(JsonNode object, String key, double whenAbsent) {
    JsonNode node = object.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return whenAbsent;
    }
    if (!node.isNumber()) {
      throw wrong(key + " " + shortened(node) + " is not a number");
    }
    return node.doubleValue();
  }

  boolean flag(String key) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    if (!node.isBoolean()) {
      throw wrong(key + " " + shortened(node) + " is neither true nor false");
    }
    return node.booleanValue();
  }

  InputException unsupported(String key, JsonNode value, String supported) {
    return wrong(key + " " + shortened(value) + " is not supported, " + supported);
  }

  InputException wrong(String what) {
    return new InputException(file + ": " + what);
  }

  static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }

  private JsonNode given(JsonNode object, String key) {
    JsonNode node = object.path(key);
    if (node.isMissingNode() || node.isNull()) {
      throw wrong(key + " is missing");
    }
    return node;
  }
}
