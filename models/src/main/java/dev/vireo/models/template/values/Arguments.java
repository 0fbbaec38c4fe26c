package dev.vireo.models.template.values;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a call is given: values in order, then values by name. */
public record Arguments(List<Value> positional, Map<String, Value> named) {
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  public static Arguments of(List<Value> positional) {
    return new Arguments(positional, Map.of());
  }

  /** The same without the first so many. */
  public Arguments after(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  public void positionalOnly(String what) {
    if (!named.isEmpty()) {
      throw unknown(what, named.keySet().iterator().next());
    }
  }

  /** Gives each value the name of its place; what has none is refused. */
  public Bound bind(String what, String... names) {
    if (positional.size() > names.length) {
      throw TemplateFault.unsupported(what + " with " + positional.size() + " arguments");
    }
    Map<String, Value> values = new HashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      values.put(names[i], positional.get(i));
    }
    List<String> known = List.of(names);
    named.forEach(
        (name, value) -> {
          if (!known.contains(name) || values.put(name, value) != null) {
            throw unknown(what, name);
          }
        });
    return new Bound(what, values);
  }

  private static TemplateFault unknown(String what, String name) {
    return TemplateFault.unsupported(what + " with the argument '" + name + "'");
  }

  /** Values by the names of their places. */
  public record Bound(String what, Map<String, Value> values) {

    public Optional<Value> optional(String name) {
      return Optional.ofNullable(values.get(name));
    }

    /** As {@link #optional}, and None counts as not given. */
    public Optional<Value> unlessNone(String name) {
      return optional(name).filter(value -> value != None.NONE);
    }

    public Value required(String name) {
      return optional(name)
          .orElseThrow(() -> TemplateFault.wrong(what + " needs the argument '" + name + "'"));
    }

    /** The text of a required argument. */
    public String text(String name) {
      return Text.of(what, required(name));
    }

    public boolean flag(String name) {
      return optional(name).map(Value::truth).orElse(false);
    }

    public long whole(String name, long otherwise) {
      return optional(name).map(value -> whole(what, value)).orElse(otherwise);
    }

    /** An int, or a bool. */
    public static long whole(String what, Value value) {
      if (value instanceof Numeric number && number.isWhole()) {
        return number.whole();
      }
      throw TemplateFault.wrong(what + " needs an int, not a " + value.type());
    }
  }
}
