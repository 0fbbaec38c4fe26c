package dev.vireo.models.template;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Value;
import java.util.HashMap;
import java.util.Map;

/** The Jinja filters that chat templates use. Others are refused by name. */
final class Filters {

  /** A function from a value to a value. */
  @FunctionalInterface
  interface Filter {
    Value apply(Value value, Arguments given, Meter meter);
  }

  private static final Map<String, Filter> FILTERS = filters();

  private Filters() {}

  static Value apply(String name, Value value, Arguments given, Meter meter) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw TemplateFault.unsupported("the filter '" + name + "'");
    }
    return filter.apply(value, given, meter);
  }

  private static Map<String, Filter> filters() {
    Map<String, Filter> filters = new HashMap<>();
    filters.putAll(TextFilters.FILTERS);
    filters.putAll(ValueFilters.FILTERS);
    filters.putAll(ListFilters.FILTERS);
    filters.putAll(ChoiceFilters.FILTERS);
    return Map.copyOf(filters);
  }
}
