package dev.vireo.models.template;

import static java.util.Map.entry;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Comparison;
import dev.vireo.models.template.values.Dict;
import dev.vireo.models.template.values.Generator;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.ListValue;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.Operator;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.TextBuilder;
import dev.vireo.models.template.values.TextCases;
import dev.vireo.models.template.values.TupleValue;
import dev.vireo.models.template.values.Undefined;
import dev.vireo.models.template.values.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters on iterable values: first and last, order, length, joining. */
final class ListFilters {
  static final Map<String, Filters.Filter> FILTERS =
      Map.ofEntries(
          entry("length", ListFilters::length),
          entry("count", ListFilters::length),
          entry("first", ListFilters::first),
          entry("last", ListFilters::last),
          entry("list", ListFilters::list),
          entry("reverse", ListFilters::reverse),
          entry("join", ListFilters::join),
          entry("items", ListFilters::items),
          entry("dictsort", ListFilters::dictSort),
          entry("sort", ListFilters::sort),
          entry("unique", ListFilters::unique),
          entry("sum", ListFilters::sum),
          entry("min", (value, given, meter) -> extreme("min", value, given, meter)),
          entry("max", (value, given, meter) -> extreme("max", value, given, meter)));

  private ListFilters() {}

  private static Value length(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'length'");
    if (value instanceof Text text) {
      meter.text(text.string().length());
    }
    return new Int(value.length());
  }

  private static Value first(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'first'");
    Iterator<Value> values = value.iterator(meter);
    return values.hasNext() ? values.next() : new Undefined("the first of nothing is undefined");
  }

  private static Value last(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'last'");
    if (value instanceof Generator) {
      throw TemplateFault.wrong("'generator' object is not reversible (put |list behind it)");
    }
    List<Value> values = value.iterate(meter);
    return values.isEmpty()
        ? new Undefined("the last of nothing is undefined")
        : values.get(values.size() - 1);
  }

  private static Value list(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'list'");
    return copied(value.iterate(meter), meter);
  }

  private static ListValue copied(List<Value> values, Meter meter) {
    meter.list(values.size());
    return new ListValue(List.copyOf(values));
  }

  /**
   * Reverses a string; for other iterables, returns an iterator over the elements in reverse order.
   */
  private static Value reverse(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'reverse'");
    if (value instanceof Text text) {
      meter.text(text.string().length());
      return new Text(new StringBuilder(text.plain()).reverse().toString());
    }
    boolean generator = value instanceof Generator;
    List<Value> reversed = new ArrayList<>(value.iterate(meter));
    meter.list(reversed.size());
    Collections.reverse(reversed);
    return generator ? new ListValue(reversed) : new Generator(reversed.iterator());
  }

  private static Value join(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter 'join'", "d", "attribute");
    UnaryOperator<Value> pick = Access.path(bound, "attribute", meter);
    String separator = bound.optional("d").map(mark -> mark.str(meter)).orElse("");
    TextBuilder joined = new TextBuilder(meter);
    String before = "";
    for (Value element : value.iterate(meter)) {
      joined.append(before);
      pick.apply(element).str(joined);
      before = separator;
    }
    return new Text(joined.toString());
  }

  private static Value items(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'items'");
    return new Generator(
        (value instanceof Undefined ? List.<Value>of() : pairs(value, meter)).iterator());
  }

  private static List<Value> pairs(Value value, Meter meter) {
    if (value instanceof Dict dict) {
      return dict.pairs(meter);
    }
    throw TemplateFault.wrong("'" + value.type() + "' object is not a mapping");
  }

  private static Value dictSort(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter 'dictsort'", "case_sensitive", "by", "reverse");
    String by = bound.optional("by").map(key -> Text.of("dictsort", key)).orElse("key");
    if (!by.equals("key") && !by.equals("value")) {
      throw TemplateFault.wrong("dictsort goes by 'key' or 'value', not by '" + by + "'");
    }
    int index = by.equals("key") ? 0 : 1;
    UnaryOperator<Value> key = folding(pair -> ((TupleValue) pair).values().get(index), bound);
    return sorted(
        pairs(value, meter),
        (a, b) -> Comparison.order(key.apply(a), key.apply(b), meter),
        bound,
        meter);
  }

  private static Value sort(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound =
        given.bind("the filter 'sort'", "reverse", "case_sensitive", "attribute");
    UnaryOperator<Value> key = folding(Access.path(bound, "attribute", meter), bound);
    return sorted(
        value.iterate(meter),
        (a, b) -> orderOfKeys(key.apply(a), key.apply(b), meter),
        bound,
        meter);
  }

  /**
   * Orders keys as Jinja does: it wraps each key in a list, and Python orders lists by their first
   * unequal elements, so equal keys need no order.
   */
  private static int orderOfKeys(Value a, Value b, Meter meter) {
    return Comparison.equal(a, b, meter) ? 0 : Comparison.order(a, b, meter);
  }

  private static Value sorted(
      List<Value> values, Comparator<Value> order, Arguments.Bound bound, Meter meter) {
    List<Value> sorted = new ArrayList<>(values);
    meter.list(sorted.size());
    // The sort is stable in either direction, as in Python.
    sorted.sort(bound.flag("reverse") ? order.reversed() : order);
    return new ListValue(sorted);
  }

  /** A key that ignores case, unless {@code case_sensitive} is set. */
  private static UnaryOperator<Value> folding(UnaryOperator<Value> key, Arguments.Bound bound) {
    if (bound.flag("case_sensitive")) {
      return key;
    }
    return value ->
        key.apply(value) instanceof Text text
            ? new Text(TextCases.lower(text.plain()))
            : key.apply(value);
  }

  private static Value unique(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter 'unique'", "case_sensitive", "attribute");
    UnaryOperator<Value> key = folding(Access.path(bound, "attribute", meter), bound);
    List<Value> kept = new ArrayList<>();
    List<Value> keys = new ArrayList<>();
    for (Value element : value.iterate(meter)) {
      Value own = key.apply(element);
      if (own instanceof ListValue || own instanceof Dict) {
        throw TemplateFault.wrong("unhashable type: '" + own.type() + "'");
      }
      if (keys.stream().noneMatch(other -> Comparison.equal(own, other, meter))) {
        keys.add(own);
        kept.add(element);
      }
    }
    return new Generator(kept.iterator());
  }

  private static Value sum(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter 'sum'", "attribute", "start");
    UnaryOperator<Value> pick = Access.path(bound, "attribute", meter);
    Value sum = bound.optional("start").orElse(new Int(0));
    for (Value element : value.iterate(meter)) {
      sum = Operator.ADD.apply(sum, pick.apply(element), meter);
    }
    return sum;
  }

  private static Value extreme(String name, Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter '" + name + "'", "case_sensitive", "attribute");
    UnaryOperator<Value> key = folding(Access.path(bound, "attribute", meter), bound);
    List<Value> values = value.iterate(meter);
    if (values.isEmpty()) {
      return new Undefined("the " + name + " of nothing is undefined");
    }
    Value found = values.get(0);
    for (Value element : values.subList(1, values.size())) {
      int order = Comparison.order(key.apply(element), key.apply(found), meter);
      if (name.equals("min") ? order < 0 : order > 0) {
        found = element;
      }
    }
    return found;
  }
}
