package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingFormat;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays what a user wrote over a tree of defaults, checking every key and value against the types of
 * the settings records on the way.
 *
 * <p>Records and maps are laid over key by key; where a record's {@code type} becomes another one,
 * its {@code options} begin anew. Lists replace the whole list; each of their records is laid over
 * its own type's defaults. A section with nothing in it keeps its defaults; an explicit {@code
 * null} is for texts, and for what is null unless it is given. References to the environment are
 * resolved for the checks only: the resulting tree keeps them.
 */
final class Overlay {

  private final String source;
  private final EnvironmentReferences environment;

  /**
   * @param source the file or option, for errors
   * @param environment resolves references
   */
  Overlay(String source, EnvironmentReferences environment) {
    this.source = source;
    this.environment = environment;
  }

  /** The written tree over the base, for the settings type at a key. */
  JsonNode over(JsonNode base, JsonNode written, JavaType type, String key) {
    Class<?> raw = type.getRawClass();
    Optional<SettingFormat<?>> format = SettingsMapper.format(raw);
    if (format.isPresent()) {
      return formatted(format.get(), written, key);
    }
    if (raw == Object.class) {
      return free(written, key);
    }
    if (raw.isRecord()) {
      return record(base, written, RecordShape.of(raw), key);
    }
    if (type.isMapLikeType()) {
      return map(base, written, type.getContentType(), key);
    }
    if (type.isArrayType() || type.isCollectionLikeType()) {
      return list(written, type.getContentType(), key);
    }
    return scalar(written, type, key);
  }

  private JsonNode record(JsonNode base, JsonNode written, RecordShape shape, String key) {
    if (written.isMissingNode() && base.isObject()) {
      return base;
    }
    if (written.isNull()) {
      return written;
    }
    ObjectNode object = base.isObject() ? (ObjectNode) base : shape.defaults().deepCopy();
    shape.beginWith(object, written.path("type"));
    for (Map.Entry<String, JsonNode> entry : entries(written, key)) {
      String name = entry.getKey();
      JavaType type = component(shape, name, key);
      JsonNode made = over(object.path(name), entry.getValue(), type, join(key, name));
      requireValue(made, shape, name, key);
      object.set(name, made);
    }
    if (!shape.complete()) {
      for (Map.Entry<String, JavaType> component : shape.keys().entrySet()) {
        if (component.getValue().isPrimitive() && !object.has(component.getKey())) {
          throw fault("missing key '" + join(key, component.getKey()) + "'");
        }
      }
    }
    return object;
  }

  /** Of what has a default only texts, such as the name of a column, may be done without. */
  void requireValue(JsonNode made, RecordShape shape, String name, String key) {
    JsonNode otherwise = shape.defaults().path(name);
    boolean needed = !otherwise.isNull() && !otherwise.isMissingNode();
    if (made.isNull() && needed && shape.keys().get(name).getRawClass() != String.class) {
      throw fault(
          at(join(key, name))
              + "expected a value, found nothing: leave the key out for its default");
    }
  }

  private JsonNode map(JsonNode base, JsonNode written, JavaType content, String key) {
    if (written.isMissingNode() && base.isObject()) {
      return base;
    }
    if (written.isNull()) {
      return written;
    }
    ObjectNode object = base.isObject() ? (ObjectNode) base : object();
    for (Map.Entry<String, JsonNode> entry : entries(written, key)) {
      String name = entry.getKey();
      object.set(name, over(object.path(name), entry.getValue(), content, join(key, name)));
    }
    return object;
  }

  private JsonNode list(JsonNode written, JavaType content, String key) {
    if (written.isNull()) {
      return written;
    }
    if (!written.isArray()) {
      throw fault(at(key) + "expected a list, found " + Scalars.describe(written));
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < written.size(); i++) {
      String element = join(key, Integer.toString(i));
      if (written.get(i).isNull()) {
        throw fault(at(element) + "expected a value, found nothing");
      }
      array.add(over(MissingNode.getInstance(), written.get(i), content, element));
    }
    return array;
  }

  private JsonNode formatted(SettingFormat<?> format, JsonNode written, String key) {
    if (written.isNull()) {
      return written;
    }
    try {
      JavaType type = SettingsMapper.mapper().constructType(format.type());
      format.read(environment.resolve(written, type));
    } catch (IllegalArgumentException | InputException e) {
      throw fault(at(key) + environment.conceal(e.getMessage()));
    }
    return written;
  }

  private JsonNode scalar(JsonNode written, JavaType type, String key) {
    if (written.isNull() && !type.isPrimitive()) {
      return written;
    }
    JsonNode value = written;
    if (written.isTextual()) {
      String resolved = resolve(written.textValue(), key);
      boolean reference = !resolved.equals(written.textValue());
      // A variable is always text; where a number or a truth value belongs, it is read as one.
      value =
          reference && type.getRawClass() != String.class
              ? YamlTree.parse(resolved, source)
              : JsonNodeFactory.instance.textNode(resolved);
    }
    Optional<String> problem = Scalars.problem(value, type.getRawClass(), written);
    if (problem.isPresent()) {
      throw fault(at(key) + problem.get());
    }
    return written;
  }

  private JsonNode free(JsonNode written, String key) {
    if (written.isMissingNode()) {
      return NullNode.instance;
    }
    if (written.isTextual()) {
      resolve(written.textValue(), key);
    }
    if (written.isObject()) {
      ObjectNode object = object();
      written
          .properties()
          .forEach(e -> object.set(e.getKey(), free(e.getValue(), join(key, e.getKey()))));
      return object;
    }
    if (written.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      written.forEach(element -> array.add(free(element, key)));
      return array;
    }
    return written;
  }

  private String resolve(String text, String key) {
    try {
      return environment.resolve(text);
    } catch (InputException e) {
      throw fault(at(key) + e.getMessage());
    }
  }

  JavaType component(RecordShape shape, String name, String key) {
    JavaType type = shape.keys().get(name);
    if (type == null) {
      String suggestion =
          Suggestion.of(name, shape.keys().keySet())
              .map(known -> "; did you mean '" + known + "'?")
              .orElse(".");
      throw fault(
          "unknown key '"
              + join(key, name)
              + "'"
              + suggestion
              + " Known here: "
              + String.join(", ", shape.keys().keySet()));
    }
    return type;
  }

  private List<Map.Entry<String, JsonNode>> entries(JsonNode written, String key) {
    if (!written.isObject() && !written.isMissingNode()) {
      throw fault(at(key) + "expected keys and values, found " + Scalars.describe(written));
    }
    return new ArrayList<>(written.properties());
  }

  InputException fault(String problem) {
    return new InputException(source + ": " + problem);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String at(String key) {
    return key.isEmpty() ? "" : key + ": ";
  }

  static String join(String key, String name) {
    return key.isEmpty() ? name : key + "." + name;
  }
}
