package dev.vireo.store.manifest;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Records as JSON documents, by their components in kebab-case; NaN is written as text. */
public final class RecordJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .build();

  private RecordJson() {}

  /** The document of a record. */
  public static JsonNode of(Record content) {
    return MAPPER.valueToTree(content);
  }

  /**
   * The record that a document is of.
   *
   * @throws IllegalArgumentException if it is of another one, or no JSON
   */
  public static <T extends Record> T read(String text, Class<T> type) {
    try {
      return MAPPER.treeToValue(CanonicalJson.parse(text), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
