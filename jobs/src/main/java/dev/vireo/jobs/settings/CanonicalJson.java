package dev.vireo.jobs.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * One spelling for equal settings: keys sorted at every level, no white space, doubles in their
 * shortest exact form. The order of a record's components or of a map's entries makes no
 * difference; the order of a list does.
 */
public final class CanonicalJson {

  private CanonicalJson() {}

  /** The canonical JSON of a settings record, a map, a list or a tree. */
  public static String of(Object settings) {
    JsonMapper mapper = SettingsMapper.mapper();
    try {
      return mapper.writeValueAsString(sorted(mapper.valueToTree(settings)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot write " + settings.getClass().getName() + " as JSON", e);
    }
  }

  /** The SHA-256 of {@link #of} in UTF-8, as 64 lower-case hexadecimal digits. */
  public static String sha256(Object settings) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(of(settings).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> entries = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        entries.put(entry.getKey(), sorted(entry.getValue()));
      }
      ObjectNode result = JsonNodeFactory.instance.objectNode();
      result.setAll(entries);
      return result;
    }
    if (node.isArray()) {
      ArrayNode result = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> result.add(sorted(element)));
      return result;
    }
    return node;
  }
}
