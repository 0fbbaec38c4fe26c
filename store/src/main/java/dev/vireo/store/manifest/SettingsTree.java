package dev.vireo.store.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Settings as JSON. A record becomes an object with kebab-case names, an enum constant its
 * kebab-case name; a member of a sealed interface also names itself in {@code type}.
 *
 * <p>Components marked {@link DecidesNothing}, or {@link AbsentAtZero} while they are 0, are left
 * out, because the result describes what something was made from.
 *
 * <p>Implemented here rather than by configuring a mapper, because fingerprints depend on it.
 */
public final class SettingsTree {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SettingsTree() {}

  /**
   * The JSON of {@code settings}.
   *
   * @throws IllegalArgumentException if it contains anything but records, enum constants,
   *     collections, arrays, maps with text keys and plain values
   */
  public static JsonNode of(Object settings) {
    if (settings == null) {
      return JSON.nullNode();
    }
    if (settings instanceof JsonNode node) {
      return node;
    }
    if (settings instanceof Record fields) {
      return record(fields);
    }
    if (settings instanceof Enum<?> constant) {
      return JSON.textNode(kebab(constant.name()));
    }
    if (settings instanceof Map<?, ?> map) {
      ObjectNode node = JSON.objectNode();
      map.forEach((key, value) -> node.set(key(key), of(value)));
      return node;
    }
    if (settings instanceof Iterable<?> values) {
      ArrayNode node = JSON.arrayNode();
      values.forEach(value -> node.add(of(value)));
      return node;
    }
    if (settings.getClass().isArray()) {
      ArrayNode node = JSON.arrayNode();
      for (int i = 0; i < Array.getLength(settings); i++) {
        node.add(of(Array.get(settings, i)));
      }
      return node;
    }
    return plain(settings);
  }

  /** Converts both {@code groupSize} and {@code GROUP_SIZE} to {@code group-size}. */
  static String kebab(String name) {
    String spaced =
        name.contains("_") || name.equals(name.toUpperCase(Locale.ROOT))
            ? name.replace('_', '-')
            : name.replaceAll("([a-z0-9])([A-Z])", "$1-$2");
    return spaced.toLowerCase(Locale.ROOT);
  }

  private static JsonNode record(Record settings) {
    ObjectNode node = JSON.objectNode();
    for (Class<?> parent : settings.getClass().getInterfaces()) {
      if (parent.isSealed()) {
        node.put("type", kebab(settings.getClass().getSimpleName()));
      }
    }
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      if (component.isAnnotationPresent(DecidesNothing.class)) {
        continue;
      }
      JsonNode value = of(value(settings, component));
      if (!isAbsent(component, value)) {
        node.set(kebab(component.getName()), value);
      }
    }
    return node;
  }

  private static boolean isAbsent(RecordComponent component, JsonNode value) {
    return component.isAnnotationPresent(AbsentAtZero.class)
        && value.isIntegralNumber()
        && value.longValue() == 0;
  }

  private static Object value(Record settings, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(settings);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException("Cannot read setting " + component, e);
    }
  }

  private static String key(Object key) {
    return key instanceof Enum<?> constant ? kebab(constant.name()) : key.toString();
  }

  private static JsonNode plain(Object value) {
    if (value instanceof CharSequence || value instanceof Character) {
      return JSON.textNode(value.toString());
    }
    if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    }
    if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
      return JSON.numberNode(((Number) value).intValue());
    }
    if (value instanceof Long number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Double number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Float number) {
      // Convert through the decimal text: 0.1f is meant as 0.1.
      return JSON.numberNode(Double.parseDouble(number.toString()));
    }
    if (value instanceof BigInteger number) {
      return JSON.numberNode(number);
    }
    if (value instanceof BigDecimal number) {
      return JSON.numberNode(number.doubleValue());
    }
    return optional(value);
  }

  private static JsonNode optional(Object value) {
    if (value instanceof Optional<?> inner) {
      return of(inner.orElse(null));
    }
    if (value instanceof OptionalInt inner) {
      return inner.isPresent() ? JSON.numberNode(inner.getAsInt()) : JSON.nullNode();
    }
    if (value instanceof OptionalLong inner) {
      return inner.isPresent() ? JSON.numberNode(inner.getAsLong()) : JSON.nullNode();
    }
    if (value instanceof OptionalDouble inner) {
      return inner.isPresent() ? JSON.numberNode(inner.getAsDouble()) : JSON.nullNode();
    }
    throw new IllegalArgumentException("No setting can be a " + value.getClass().getName());
  }
}
