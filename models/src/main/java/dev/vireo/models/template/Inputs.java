package dev.vireo.models.template;

import dev.vireo.models.template.values.Bool;
import dev.vireo.models.template.values.Dict;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.ListValue;
import dev.vireo.models.template.values.None;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts Java values to template values, and counts their characters. */
final class Inputs {
  private final Map<String, Value> values = new LinkedHashMap<>();
  private long characters;

  private Inputs() {}

  static Inputs of(Map<String, Object> given) {
    Inputs inputs = new Inputs();
    given.forEach((name, value) -> inputs.values.put(name, inputs.value(value)));
    return inputs;
  }

  Map<String, Value> values() {
    return values;
  }

  long characters() {
    return characters;
  }

  private Value value(Object given) {
    if (given == null) {
      return None.NONE;
    }
    if (given instanceof String text) {
      characters += text.length();
      return new Text(text);
    }
    if (given instanceof Boolean truth) {
      return Bool.of(truth);
    }
    if (given instanceof Integer || given instanceof Long) {
      return new Int(((Number) given).longValue());
    }
    if (given instanceof List<?> list) {
      List<Value> elements = new ArrayList<>(list.size());
      list.forEach(element -> elements.add(value(element)));
      return new ListValue(elements);
    }
    if (given instanceof Map<?, ?> map) {
      Map<String, Value> entries = new LinkedHashMap<>();
      map.forEach((key, value) -> entries.put((String) key, value(value)));
      return new Dict(entries);
    }
    throw new IllegalArgumentException("Not a value of a template: " + given.getClass());
  }
}
