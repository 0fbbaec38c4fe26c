package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.runtime.settings.Secret;
import java.util.List;

/**
 * Settings as a JSON schema (draft 7), for editors that complete and check YAML. A value may also
 * be a reference to the environment.
 */
public final class JsonSchema {

  private static final String REFERENCE = "\\$\\{env:[^}]+\\}";

  private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

  /** What has been referred to so far. */
  public ObjectNode definitions() {
    return definitions;
  }

  /** An object with these keys and no others. */
  public ObjectNode object(List<Setting> settings) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("additionalProperties", false);
    ObjectNode properties = object.putObject("properties");
    for (Setting setting : settings) {
      ObjectNode property = value(setting.type(), setting);
      property.put("description", setting.text());
      if (!setting.isSection() && !setting.otherwise().isMissingNode()) {
        property.set("default", setting.otherwise());
      }
      properties.set(setting.key(), property);
    }
    return object;
  }

  private ObjectNode value(JavaType type, Setting setting) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    Class<?> raw = type.getRawClass();
    if (setting.format().isPresent()) {
      if (raw == Secret.class) {
        types(schema, setting, "string");
      }
      return schema;
    }
    if (raw.isRecord()) {
      // A section with nothing in it has its defaults.
      schema.putArray("anyOf").add(reference(raw, setting)).addObject().put("type", "null");
      return schema;
    }
    if (type.isMapLikeType()) {
      types(schema, setting, "object", "null");
      return schema;
    }
    if (type.isContainerType()) {
      types(schema, setting, "array");
      schema.set("items", element(type.getContentType(), setting));
      return schema;
    }
    return scalar(schema, raw, setting);
  }

  private JsonNode element(JavaType type, Setting list) {
    Class<?> raw = type.getRawClass();
    return raw.isRecord()
        ? reference(raw, list)
        : scalar(JsonNodeFactory.instance.objectNode(), raw, list);
  }

  private ObjectNode scalar(ObjectNode schema, Class<?> raw, Setting setting) {
    if (raw.isEnum()) {
      ObjectNode choice = schema.putArray("anyOf").addObject();
      Scalars.enumValues(raw).forEach(choice.putArray("enum")::add);
      if (setting.otherwise().isNull()) {
        schema.withArray("anyOf").addObject().put("type", "null");
      }
      schema.withArray("anyOf").addObject().put("type", "string").put("pattern", REFERENCE);
    } else if (raw == String.class) {
      types(schema, setting, "string", "null");
    } else if (raw == boolean.class || raw == Boolean.class) {
      types(schema, setting, "boolean", "string").put("pattern", REFERENCE);
    } else if (raw != Object.class) {
      types(schema, setting, Scalars.isWhole(raw) ? "integer" : "number", "string")
          .put("pattern", REFERENCE);
    }
    return schema;
  }

  private static ObjectNode types(ObjectNode schema, Setting setting, String... names) {
    List<String> types = List.of(names);
    boolean nullable = setting.otherwise().isNull() && !types.contains("null");
    if (types.size() == 1 && !nullable) {
      return schema.put("type", names[0]);
    }
    types.forEach(schema.withArray("type")::add);
    if (nullable) {
      schema.withArray("type").add("null");
    }
    return schema;
  }

  /** A section by its record's name, unless its defaults here are not those of its record. */
  private ObjectNode reference(Class<?> raw, Setting section) {
    ObjectNode own = RecordShape.of(raw).defaults();
    if (section.otherwise().isObject() && !section.otherwise().equals(own)) {
      return object(section.keys()).put("type", "object");
    }
    String name = raw.getSimpleName();
    if (!definitions.has(name)) {
      definitions.putObject(name);
      definitions.set(name, object(section.keys()).put("type", "object"));
    }
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/definitions/" + name);
  }
}
