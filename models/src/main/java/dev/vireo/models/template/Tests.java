package dev.vireo.models.template;

import static java.util.Map.entry;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Bool;
import dev.vireo.models.template.values.Comparison;
import dev.vireo.models.template.values.Dict;
import dev.vireo.models.template.values.Function;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.Loop;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.None;
import dev.vireo.models.template.values.Numeric;
import dev.vireo.models.template.values.Operator;
import dev.vireo.models.template.values.Real;
import dev.vireo.models.template.values.Series;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.TextCases;
import dev.vireo.models.template.values.Undefined;
import dev.vireo.models.template.values.Value;
import dev.vireo.models.template.values.View;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The Jinja tests that chat templates use. Others are refused by name. */
final class Tests {
  private static final Map<String, Predicate<Value>> OF_ONE =
      Map.ofEntries(
          entry("defined", value -> !(value instanceof Undefined)),
          entry("undefined", value -> value instanceof Undefined),
          entry("none", value -> value == None.NONE),
          entry("string", value -> value instanceof Text),
          entry("number", value -> value instanceof Numeric),
          entry("integer", value -> value instanceof Int),
          entry("float", value -> value instanceof Real),
          entry("boolean", value -> value instanceof Bool),
          entry("true", value -> value == Bool.TRUE),
          entry("false", value -> value == Bool.FALSE),
          entry("mapping", value -> value instanceof Dict),
          entry("callable", value -> value instanceof Function || value instanceof Undefined),
          entry("iterable", Tests::isIterable),
          entry("sequence", Tests::isSequence),
          entry("lower", value -> TextCases.isLower(Text.of("the test 'lower'", value))),
          entry("upper", value -> TextCases.isUpper(Text.of("the test 'upper'", value))));

  private static final Map<String, Comparison> OF_TWO = comparisons();

  private Tests() {}

  static boolean holds(String name, Value value, Arguments given, Meter meter) {
    Predicate<Value> one = OF_ONE.get(name);
    if (one != null) {
      given.bind("the test '" + name + "'");
      return one.test(value);
    }
    if (name.equals("odd") || name.equals("even")) {
      given.bind("the test '" + name + "'");
      return isMultiple(value, new Int(2), meter) == name.equals("even");
    }
    if (name.equals("divisibleby")) {
      return isMultiple(value, other(name, given), meter);
    }
    Comparison comparison = OF_TWO.get(name);
    if (comparison == null) {
      throw TemplateFault.unsupported("the test '" + name + "'");
    }
    return comparison.holds(value, other(name, given), meter);
  }

  private static Value other(String name, Arguments given) {
    return given.bind("the test '" + name + "'", "other").required("other");
  }

  private static boolean isMultiple(Value value, Value of, Meter meter) {
    if (!(value instanceof Numeric) && !(value instanceof Undefined)) {
      throw TemplateFault.wrong("a " + value.type() + " is neither odd nor even");
    }
    return !Operator.REMAINDER.apply(value, of, meter).truth();
  }

  private static boolean isIterable(Value value) {
    return isSequence(value) || value.lazy() || value instanceof Loop;
  }

  private static boolean isSequence(Value value) {
    return value instanceof Text
        || value instanceof Series
        || value instanceof Dict
        || value instanceof Undefined
        || (value instanceof View view && view.isRange());
  }

  private static Map<String, Comparison> comparisons() {
    Map<String, Comparison> comparisons = new HashMap<>();
    for (Comparison comparison : Comparison.values()) {
      if (comparison != Comparison.NOT_IN) {
        comparisons.put(comparison.symbol(), comparison);
      }
    }
    comparisons.putAll(
        Map.of(
            "eq", Comparison.EQUAL,
            "equalto", Comparison.EQUAL,
            "ne", Comparison.UNEQUAL,
            "lt", Comparison.LESS,
            "lessthan", Comparison.LESS,
            "le", Comparison.AT_MOST,
            "gt", Comparison.GREATER,
            "greaterthan", Comparison.GREATER,
            "ge", Comparison.AT_LEAST));
    return Map.copyOf(comparisons);
  }
}
