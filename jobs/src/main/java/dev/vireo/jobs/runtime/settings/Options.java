package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads options, whose type the configuration does not know, into the record of that type, by the
 * mapper of all settings, with an error of one clear line for each mistake. The record checks
 * itself; a needed option is null in its defaults.
 */
public final class Options {
  private Options() {}

  /**
   * The options given, over the defaults.
   *
   * @param defaults the options of a type where nothing is given
   * @param given text, numbers, booleans, lists and maps by kebab-case names; null is not given
   * @throws InputException naming the option and what is allowed
   */
  public static <O extends Record> O read(O defaults, Map<String, Object> given) {
    @SuppressWarnings("unchecked")
    Class<O> type = (Class<O>) defaults.getClass();
    ObjectNode tree = SettingsMapper.mapper().valueToTree(defaults);
    lay(SettingsMapper.mapper().valueToTree(given), tree, type);
    try {
      return SettingsMapper.mapper().treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new InputException(reason(e), e);
    }
  }

  /**
   * An option that must be given.
   *
   * @throws InputException if it is null or blank
   */
  public static <V> V needed(String option, V value) {
    if (value == null || value instanceof String text && text.isBlank()) {
      throw new InputException("option '%s' is needed".formatted(option));
    }
    return value;
  }

  /**
   * Checks a number.
   *
   * @throws InputException if it is not finite or below {@code least}
   */
  public static void atLeast(String option, double number, double least) {
    if (!Double.isFinite(number)) {
      throw mistyped(option, Double.toString(number), "a number");
    }
    if (number < least) {
      throw new InputException(
          "option '%s' is %s; it must be at least %s".formatted(option, number, least));
    }
  }

  /** Refuses all options, for a type that has none. */
  public static void none(Map<String, Object> given) {
    if (!given.isEmpty()) {
      throw unknown(given.keySet().iterator().next(), List.of());
    }
  }

  private static void lay(JsonNode given, ObjectNode over, Class<?> type) {
    for (Map.Entry<String, JsonNode> option : given.properties()) {
      String name = option.getKey();
      RecordComponent component =
          Arrays.stream(type.getRecordComponents())
              .filter(each -> kebab(each.getName()).equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name, fields(over)));
      JsonNode value = option.getValue();
      Class<?> holds = component.getType();
      if (value.isNull()) {
        continue;
      }
      if (!fits(value, holds)) {
        throw mistyped(name, value.isTextual() ? value.textValue() : value.toString(), kind(holds));
      }
      if (holds.isRecord()) {
        lay(value, (ObjectNode) over.get(name), holds);
      } else {
        over.set(name, value);
      }
    }
  }

  /** Text may be written as a number or a boolean; nothing else is taken for something else. */
  private static boolean fits(JsonNode value, Class<?> type) {
    if (type == boolean.class) {
      return value.isBoolean();
    }
    if (type == String.class) {
      return value.isValueNode();
    }
    if (type.isEnum()) {
      return choices(type).contains(value.asText());
    }
    if (type.isRecord() || Map.class.isAssignableFrom(type)) {
      return value.isObject();
    }
    if (List.class.isAssignableFrom(type)) {
      return value.isArray();
    }
    return isWhole(type) ? value.canConvertToLong() && isInteger(value) : value.isNumber();
  }

  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber();
  }

  private static boolean isWhole(Class<?> type) {
    return type == int.class || type == long.class || type == Integer.class || type == Long.class;
  }

  private static String kind(Class<?> type) {
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "text";
    }
    if (type.isEnum()) {
      return "one of " + choices(type);
    }
    if (type.isRecord() || Map.class.isAssignableFrom(type)) {
      return "a section of options";
    }
    if (List.class.isAssignableFrom(type)) {
      return "a list";
    }
    return isWhole(type) ? "a whole number" : "a number";
  }

  private static List<String> choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  private static Collection<String> fields(ObjectNode tree) {
    TreeSet<String> names = new TreeSet<>();
    tree.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static InputException unknown(String option, Collection<String> allowed) {
    return new InputException(
        "unknown option '%s'; allowed are %s".formatted(option, List.copyOf(allowed)));
  }

  private static InputException mistyped(String option, String value, String expected) {
    return new InputException(
        "option '%s' is '%s'; it must be %s".formatted(option, value, expected));
  }

  /** What the record's constructor said, or the mapper's own first line. */
  private static String reason(JsonProcessingException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException) {
        return cause.getMessage();
      }
    }
    String path =
        e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
            ? "option '" + mapping.getPath().get(0).getFieldName() + "': "
            : "";
    return path + e.getOriginalMessage();
  }
}
