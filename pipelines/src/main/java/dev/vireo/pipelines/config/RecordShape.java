package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of a settings record and what each holds, in the order of its components.
 *
 * @param keys from a component's kebab-case name to its type
 * @param defaults the tree of its {@code defaults()}; empty if it has none
 * @param complete whether it has {@code defaults()}, so that no key has to be written
 */
record RecordShape(Map<String, JavaType> keys, ObjectNode defaults, boolean complete) {

  private static final String TYPE = "type";
  private static final String OPTIONS = "options";

  static RecordShape of(Class<?> type) {
    Map<String, JavaType> keys = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      keys.put(
          PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(component.getName()),
          SettingsMapper.mapper().constructType(component.getGenericType()));
    }
    Object defaults = defaultsOf(type);
    ObjectNode tree =
        defaults == null
            ? SettingsMapper.mapper().createObjectNode()
            : SettingsMapper.mapper().valueToTree(defaults);
    return new RecordShape(keys, tree, defaults != null);
  }

  /**
   * Makes room for the options of a type that is given: another type's would be refused, or taken
   * for its own.
   *
   * @param there the keys and values that a type is laid over
   * @param given the type; missing if none is given
   */
  void beginWith(ObjectNode there, JsonNode given) {
    boolean typed = keys.containsKey(TYPE) && keys.containsKey(OPTIONS);
    if (!typed || given.isMissingNode() || given.equals(there.path(TYPE))) {
      return;
    }
    there.remove(OPTIONS);
    if (defaults.has(OPTIONS)) {
      there.set(OPTIONS, defaults.get(OPTIONS).deepCopy());
    }
  }

  private static Object defaultsOf(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("defaults");
      method.setAccessible(true);
      return method.invoke(null);
    } catch (NoSuchMethodException e) {
      return null;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot read the defaults of " + type.getName(), e);
    }
  }
}
