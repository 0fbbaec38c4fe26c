package dev.vireo.models.template;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Generator;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.Value;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Filters that apply a test or a filter to each element. */
final class ChoiceFilters {
  static final Map<String, Filters.Filter> FILTERS =
      Map.of(
          "map", ChoiceFilters::map,
          "select", choice("select", true, false),
          "reject", choice("reject", false, false),
          "selectattr", choice("selectattr", true, true),
          "rejectattr", choice("rejectattr", false, true));

  private ChoiceFilters() {}

  /** Maps elements to an attribute, or applies another filter with its arguments. */
  private static Value map(Value value, Arguments given, Meter meter) {
    if (isNothing(value)) {
      return new Generator(Collections.emptyIterator());
    }
    UnaryOperator<Value> change;
    if (given.positional().isEmpty()) {
      Arguments.Bound bound = given.bind("the filter 'map'", "attribute", "default");
      change = Access.path("map", bound.required("attribute"), bound.unlessNone("default"), meter);
    } else {
      String filter = Text.of("the filter 'map'", given.positional().get(0));
      Arguments rest = given.after(1);
      change = element -> Filters.apply(filter, element, rest, meter);
    }
    return new Generator(elements(value, meter).map(change).iterator());
  }

  private static Filters.Filter choice(String name, boolean wanted, boolean byAttribute) {
    return (value, given, meter) -> {
      if (isNothing(value)) {
        return new Generator(Collections.emptyIterator());
      }
      if (byAttribute && given.positional().isEmpty()) {
        throw TemplateFault.wrong("the filter '" + name + "' needs an attribute's name");
      }
      UnaryOperator<Value> pick =
          byAttribute
              ? Access.path(name, given.positional().get(0), Optional.empty(), meter)
              : UnaryOperator.identity();
      Arguments test = byAttribute ? given.after(1) : given;
      return new Generator(
          elements(value, meter)
              .filter(element -> passes(name, pick.apply(element), test, meter) == wanted)
              .iterator());
    };
  }

  /** Whether Jinja skips iteration altogether, as it does for any false value, even None or 0. */
  private static boolean isNothing(Value value) {
    return !(value instanceof Generator) && !value.truth();
  }

  /** Elements produced lazily, as in Python: only those that are requested. */
  private static Stream<Value> elements(Value value, Meter meter) {
    Spliterator<Value> elements =
        Spliterators.spliteratorUnknownSize(value.iterator(meter), Spliterator.ORDERED);
    return StreamSupport.stream(elements, false).peek(element -> meter.step());
  }

  private static boolean passes(String name, Value value, Arguments given, Meter meter) {
    if (given.positional().isEmpty()) {
      given.positionalOnly(name);
      return value.truth();
    }
    String test = Text.of("the filter '" + name + "'", given.positional().get(0));
    return Tests.holds(test, value, given.after(1), meter);
  }
}
