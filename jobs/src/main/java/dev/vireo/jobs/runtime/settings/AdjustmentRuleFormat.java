package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentRule;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An adjustment rule: its name, or {@code {type: NAME, ...}} with the components of its record as
 * keys. A key that is not given is null to the record, which knows its default or says that there
 * is none.
 */
public final class AdjustmentRuleFormat implements SettingFormat<AdjustmentRule> {

  private static final String TYPE = "type";

  /** The rules by their names, in the order in which they are declared. */
  private static final Map<String, Class<?>> RULES =
      Arrays.stream(AdjustmentRule.class.getPermittedSubclasses())
          .collect(
              Collectors.toMap(
                  AdjustmentRule::name, rule -> rule, (one, other) -> one, LinkedHashMap::new));

  @Override
  public Class<AdjustmentRule> type() {
    return AdjustmentRule.class;
  }

  @Override
  public String expected() {
    return "a rule such as variance-increase, {type: thresholds, weights: equal}, {type:"
        + " thresholds, weights: one-hot, top-share: 0.25}, {type: bounded-misalignment, floor:"
        + " 0.95}, {type: decay, until: 100} or {type: calibrated, target: exact, every: 10,"
        + " window: 20, blend: 0.1}";
  }

  @Override
  public AdjustmentRule read(JsonNode tree) {
    JsonNode type = tree.isTextual() ? tree : tree.path(TYPE);
    if (!type.isTextual()) {
      throw new InputException("expected " + expected());
    }
    Class<?> rule = RULES.get(type.textValue());
    if (rule == null) {
      throw new InputException(
          "unknown rule '%s'; the rules are %s"
              .formatted(type.textValue(), String.join(", ", RULES.keySet())));
    }
    RecordComponent[] components = rule.getRecordComponents();
    List<String> keys = Arrays.stream(components).map(AdjustmentRuleFormat::key).toList();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      if (!entry.getKey().equals(TYPE) && !keys.contains(entry.getKey())) {
        throw new InputException(
            "the rule %s has no key '%s'; %s"
                .formatted(
                    type.textValue(),
                    entry.getKey(),
                    keys.isEmpty() ? "it has none" : "its keys are " + String.join(", ", keys)));
      }
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(keys.get(i), tree.path(keys.get(i)), components[i].getType());
    }
    return make(rule, components, values);
  }

  private static String key(RecordComponent component) {
    return PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(component.getName());
  }

  private static Object value(String key, JsonNode given, Class<?> type) {
    if (given.isMissingNode() || given.isNull()) {
      return null;
    }
    if (type == Integer.class && given.canConvertToInt() && given.isIntegralNumber()) {
      return given.intValue();
    }
    if (type == Double.class && given.isNumber()) {
      return given.doubleValue();
    }
    if (type == String.class && given.isTextual()) {
      return given.textValue();
    }
    if (type.isEnum()) {
      Map<String, Object> constants = new LinkedHashMap<>();
      for (Object constant : type.getEnumConstants()) {
        constants.put(SettingsMapper.mapper().valueToTree(constant).textValue(), constant);
      }
      if (constants.containsKey(given.asText())) {
        return constants.get(given.asText());
      }
      throw wrong(key, given, "one of " + String.join(", ", constants.keySet()));
    }
    throw wrong(
        key,
        given,
        type == Integer.class ? "a whole number" : type == Double.class ? "a number" : "text");
  }

  private static InputException wrong(String key, JsonNode given, String expected) {
    return new InputException("%s is %s; it must be %s".formatted(key, given, expected));
  }

  private static AdjustmentRule make(Class<?> rule, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (AdjustmentRule) rule.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InputException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("Cannot make the rule " + rule.getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make the rule " + rule.getName(), e);
    }
  }

  @Override
  public JsonNode write(AdjustmentRule value) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      JsonNode written = SettingsMapper.mapper().valueToTree(read(component, value));
      if (!written.isNull()) {
        tree.set(key(component), written);
      }
    }
    if (tree.isEmpty()) {
      return TextNode.valueOf(value.name());
    }
    ObjectNode named = JsonNodeFactory.instance.objectNode().put(TYPE, value.name());
    return named.setAll(tree);
  }

  private static Object read(RecordComponent component, AdjustmentRule value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }
}
