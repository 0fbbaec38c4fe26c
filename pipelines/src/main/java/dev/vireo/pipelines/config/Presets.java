package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defaults by name: a settings record with a static {@code presets()} has further sets of them,
 * which its key {@code preset} chooses from. Whatever else is written is laid over them.
 */
final class Presets {

  private static final String KEY = "preset";

  private Presets() {}

  /**
   * The defaults that what is written is laid over.
   *
   * @throws InputException if it names a preset that there is not
   */
  static ObjectNode defaults(
      Class<?> type, JsonNode written, String source, List<String> overrides) {
    ObjectNode usual = RecordShape.of(type).defaults();
    Optional<String> name = name(written, overrides);
    Map<?, ?> presets = name.isEmpty() ? Map.of() : presetsOf(type);
    if (presets.isEmpty()) {
      return usual;
    }
    Object chosen = presets.get(name.get());
    if (chosen == null) {
      throw new InputException(
          "%s: preset is '%s'; it must be one of %s"
              .formatted(source, name.get(), presets.keySet()));
    }
    return SettingsMapper.mapper().valueToTree(chosen);
  }

  /** The last word on it. */
  private static Optional<String> name(JsonNode written, List<String> overrides) {
    JsonNode name = written.path(KEY);
    for (String override : overrides) {
      if (override.startsWith(KEY + "=")) {
        name = YamlTree.parse(override.substring(KEY.length() + 1), "--set " + override);
      }
    }
    return name.isTextual() ? Optional.of(name.asText()) : Optional.empty();
  }

  private static Map<?, ?> presetsOf(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("presets");
      return (Map<?, ?>) method.invoke(null);
    } catch (NoSuchMethodException e) {
      return Map.of();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot read the presets of " + type.getName(), e);
    }
  }
}
