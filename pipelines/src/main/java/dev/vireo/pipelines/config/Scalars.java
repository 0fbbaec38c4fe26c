package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a single value in YAML may be for each Java type. */
final class Scalars {

  private Scalars() {}

  /**
   * What is wrong with a value, without file and key, or nothing if it fits.
   *
   * @param shown the value as it may be printed, where the value itself holds a secret
   * @throws IllegalStateException if the type is not a type of single values
   */
  static Optional<String> problem(JsonNode value, Class<?> type, JsonNode shown) {
    if (type.isEnum()) {
      List<String> allowed = enumValues(type);
      return value.isTextual() && allowed.contains(value.textValue())
          ? Optional.empty()
          : Optional.of(describe(shown) + " is not one of " + String.join(", ", allowed));
    }
    boolean fits;
    String expected;
    if (type == int.class || type == Integer.class) {
      fits = value.isIntegralNumber() && value.canConvertToInt();
      expected = value.isIntegralNumber() ? "a smaller whole number" : "a whole number";
    } else if (type == long.class || type == Long.class) {
      fits = value.isIntegralNumber() && value.canConvertToLong();
      expected = value.isIntegralNumber() ? "a smaller whole number" : "a whole number";
    } else if (type == double.class || type == Double.class) {
      fits = value.isNumber() && Double.isFinite(value.doubleValue());
      expected = "a number";
    } else if (type == float.class || type == Float.class) {
      fits = value.isNumber() && Float.isFinite(value.floatValue());
      expected = "a number";
    } else if (type == boolean.class || type == Boolean.class) {
      fits = value.isBoolean();
      expected = "true or false";
    } else if (type == String.class) {
      fits = value.isTextual();
      expected = value.isValueNode() && !value.isNull() ? "text (quote it)" : "text";
    } else {
      throw new IllegalStateException(
          "No setting can be a " + type.getName() + ": give it a SettingFormat");
    }
    return fits
        ? Optional.empty()
        : Optional.of("expected " + expected + ", found " + describe(shown));
  }

  /** What a type may hold, in words. */
  static String kind(JavaType type) {
    Class<?> raw = type.getRawClass();
    if (SettingsMapper.format(raw).isPresent()) {
      return SettingsMapper.format(raw).get().expected();
    }
    if (raw.isEnum()) {
      return String.join(" | ", enumValues(raw));
    }
    if (raw.isRecord()) {
      return "section";
    }
    if (type.isMapLikeType()) {
      return "keys and values";
    }
    if (type.isContainerType()) {
      String elements = kind(type.getContentType());
      return "list of " + (elements.equals("section") ? "sections" : elements + "s");
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return "true | false";
    }
    if (raw == String.class) {
      return "text";
    }
    return isWhole(raw) ? "whole number" : "number";
  }

  static boolean isWhole(Class<?> type) {
    return List.of(int.class, Integer.class, long.class, Long.class).contains(type);
  }

  /** A value as it is in an error. */
  static String describe(JsonNode value) {
    if (value.isObject()) {
      return "keys and values";
    }
    if (value.isArray()) {
      return "a list";
    }
    if (value.isNull() || value.isMissingNode()) {
      return "nothing";
    }
    return "'" + value.asText() + "'";
  }

  static List<String> enumValues(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> SettingsMapper.mapper().valueToTree(constant).textValue())
        .toList();
  }
}
