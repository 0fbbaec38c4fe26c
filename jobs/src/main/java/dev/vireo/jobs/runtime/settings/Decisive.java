package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.store.manifest.AbsentAtZero;
import dev.vireo.store.manifest.DecidesNothing;
import java.lang.reflect.RecordComponent;
import java.util.function.Predicate;

/**
 * Configurations as trees, without settings that do not count for a purpose. A number that was not
 * known when a configuration was recorded is 0 in it ({@link AbsentAtZero}).
 */
public final class Decisive {

  private Decisive() {}

  /** The settings that decide what is made: those without {@link DecidesNothing}. */
  public static JsonNode of(JsonNode settings, Class<?> type) {
    return without(
        settings, type, component -> component.isAnnotationPresent(DecidesNothing.class));
  }

  /** The settings without those that are a {@link Secret}, even where one was written out. */
  public static JsonNode withoutSecrets(JsonNode settings, Class<?> type) {
    return without(settings, type, component -> component.getType() == Secret.class);
  }

  private static JsonNode without(
      JsonNode settings, Class<?> type, Predicate<RecordComponent> leftOut) {
    JsonNode copy = settings.deepCopy();
    remove(copy, SettingsMapper.mapper().constructType(type), leftOut);
    return copy;
  }

  private static void remove(JsonNode tree, JavaType type, Predicate<RecordComponent> leftOut) {
    if (tree.isArray() && type.isContainerType()) {
      tree.forEach(element -> remove(element, type.getContentType(), leftOut));
    }
    if (!(tree instanceof ObjectNode object) || !type.isRecordType()) {
      return;
    }
    for (RecordComponent component : type.getRawClass().getRecordComponents()) {
      String key = KebabCaseStrategy.INSTANCE.translate(component.getName());
      if (leftOut.test(component)) {
        object.remove(key);
      } else if (component.isAnnotationPresent(AbsentAtZero.class) && !object.has(key)) {
        object.put(key, 0);
      } else {
        JavaType inner = SettingsMapper.mapper().constructType(component.getGenericType());
        remove(object.path(key), inner, leftOut);
      }
    }
  }
}
