package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Secret;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${env:NAME}</code> by the value of an environment variable, and remembers every
 * value it handed out, so that {@link #conceal} can put the references back into a message.
 */
final class EnvironmentReferences {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([^}]*)}");

  private final UnaryOperator<String> environment;
  private final Map<String, String> values = new TreeMap<>();

  /**
   * @param environment from a variable's name to its value, or null if there is none
   */
  EnvironmentReferences(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  /** The text with its references replaced, or the same text if it has none. */
  String resolve(String text) {
    if (!text.contains("${env:")) {
      return text;
    }
    return REFERENCE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), match.group())));
  }

  /**
   * The tree with the references in all its texts replaced. In options whose type the configuration
   * does not know they become a {@link Secret}, which whoever reads the option must ask for.
   *
   * @param type what the tree will be read as
   */
  JsonNode resolve(JsonNode node, JavaType type) {
    if (node.isTextual()) {
      String text = node.textValue();
      String resolved = resolve(text);
      boolean secret = type.hasRawClass(Object.class) && !resolved.equals(text);
      return secret
          ? JsonNodeFactory.instance.pojoNode(new Secret(resolved, text))
          : JsonNodeFactory.instance.textNode(resolved);
    }
    if (node.isObject()) {
      Map<String, JavaType> keys =
          type.isRecordType() ? RecordShape.of(type.getRawClass()).keys() : Map.of();
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              entry ->
                  object.set(
                      entry.getKey(),
                      resolve(entry.getValue(), keys.getOrDefault(entry.getKey(), content(type)))));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(resolve(element, content(type))));
      return array;
    }
    return node;
  }

  /** What a map or a list holds; anything else holds what it is. */
  private static JavaType content(JavaType type) {
    return type.isContainerType() ? type.getContentType() : type;
  }

  /** The message with every value that was handed out replaced by its reference. */
  String conceal(String message) {
    String concealed = message;
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (!value.getValue().isEmpty()) {
        concealed = concealed.replace(value.getValue(), value.getKey());
      }
    }
    return concealed;
  }

  private String value(String name, String reference) {
    String value = environment.apply(name);
    if (value == null) {
      throw new InputException(
          reference + ": there is no environment variable '" + name + "'; set it");
    }
    values.put(reference, value);
    return value;
  }
}
