package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.List;

/**
 * One value laid over a tree of settings, at a path. A map is replaced by it; so is a section by
 * one with nothing in it, which then has its defaults.
 *
 * @param overlay lays the value over what is there, and words what is wrong
 */
record PathOverride(Overlay overlay) {

  /**
   * The tree with a value at a path of keys and list indices below a key.
   *
   * @param path what is left of the path; in a map, all of it is one key, dots included
   */
  JsonNode apply(JsonNode base, List<String> path, JsonNode value, JavaType type, String key) {
    if (path.isEmpty()) {
      boolean replaces = type.isMapLikeType() || value.isObject() && value.isEmpty();
      return overlay.over(replaces ? MissingNode.getInstance() : base, value, type, key);
    }
    Class<?> raw = type.getRawClass();
    String head = path.get(0);
    List<String> rest = path.subList(1, path.size());
    if (SettingsMapper.format(raw).isPresent() || raw == Object.class) {
      throw overlay.fault("'" + key + "' is one value: set it as a whole");
    }
    if (raw.isRecord()) {
      RecordShape shape = RecordShape.of(raw);
      ObjectNode object = base.isObject() ? (ObjectNode) base : shape.defaults().deepCopy();
      JavaType inner = overlay.component(shape, head, key);
      if (path.equals(List.of("type"))) {
        shape.beginWith(object, value);
      }
      JsonNode made = apply(object.path(head), rest, value, inner, Overlay.join(key, head));
      overlay.requireValue(made, shape, head, key);
      object.set(head, made);
      return object;
    }
    if (type.isMapLikeType()) {
      boolean deeper = type.getContentType().getRawClass().isRecord();
      String name = deeper ? head : String.join(".", path);
      ObjectNode object = base.isObject() ? (ObjectNode) base : Overlay.object();
      JsonNode inner = object.path(name);
      object.set(
          name,
          apply(
              inner,
              deeper ? rest : List.of(),
              value,
              type.getContentType(),
              Overlay.join(key, name)));
      return object;
    }
    if (type.isArrayType() || type.isCollectionLikeType()) {
      ArrayNode array = base.isArray() ? (ArrayNode) base : JsonNodeFactory.instance.arrayNode();
      int index = index(head, array.size(), key);
      JsonNode element =
          apply(array.path(index), rest, value, type.getContentType(), Overlay.join(key, head));
      if (index == array.size()) {
        array.add(element);
      } else {
        array.set(index, element);
      }
      return array;
    }
    throw overlay.fault("'" + key + "' is one value: it has no key '" + head + "'");
  }

  private int index(String segment, int size, String key) {
    if (!segment.matches("[0-9]{1,9}") || Integer.parseInt(segment) > size) {
      throw overlay.fault(
          "'"
              + key
              + "' is a list of "
              + size
              + ": '"
              + segment
              + "' is not an index from 0 to "
              + size);
    }
    return Integer.parseInt(segment);
  }
}
