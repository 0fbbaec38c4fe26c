package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Python's dict with string keys, in insertion order. */
public record Dict(Map<String, Value> entries) implements Value {
  private static final Set<String> REFUSED =
      Set.of("copy", "fromkeys", "pop", "popitem", "setdefault", "update", "clear");

  @Override
  public String type() {
    return "dict";
  }

  @Override
  public boolean truth() {
    return !entries.isEmpty();
  }

  @Override
  public long length() {
    return entries.size();
  }

  @Override
  public List<Value> iterate(Meter meter) {
    meter.steps(entries.size());
    List<Value> keys = new ArrayList<>(entries.size());
    entries.keySet().forEach(key -> keys.add(new Text(key)));
    return keys;
  }

  /** The keys with their values, as tuples. */
  public List<Value> pairs(Meter meter) {
    meter.steps(entries.size());
    List<Value> pairs = new ArrayList<>(entries.size());
    entries.forEach((key, value) -> pairs.add(new TupleValue(List.of(new Text(key), value))));
    return pairs;
  }

  @Override
  public Optional<Value> item(Value key) {
    return key instanceof Text text
        ? Optional.ofNullable(entries.get(text.string()))
        : Optional.empty();
  }

  @Override
  public Optional<Value> attribute(String name) {
    if (REFUSED.contains(name)) {
      throw TemplateFault.unsupported("the method '" + name + "' of a dict");
    }
    return Optional.ofNullable(
        switch (name) {
          case "get" -> new Function(name, this::get);
          case "items" ->
              new Function(name, (given, meter) -> view("dict_items", given, pairs(meter)));
          case "keys" ->
              new Function(name, (given, meter) -> view("dict_keys", given, iterate(meter)));
          case "values" ->
              new Function(
                  name,
                  (given, meter) -> view("dict_values", given, List.copyOf(entries.values())));
          default -> null;
        });
  }

  private Value get(Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("get", "key", "default");
    return item(bound.required("key")).or(() -> bound.optional("default")).orElse(None.NONE);
  }

  private static Value view(String name, Arguments given, List<Value> values) {
    given.bind(name);
    return new View(name, values);
  }

  @Override
  public void repr(TextBuilder out) {
    out.meter().enter("values");
    String separator = "{";
    for (Map.Entry<String, Value> entry : entries.entrySet()) {
      out.append(separator);
      new Text(entry.getKey()).repr(out);
      out.append(": ");
      entry.getValue().repr(out);
      separator = ", ";
    }
    out.append(entries.isEmpty() ? "{}" : "}");
    out.meter().leave();
  }
}
