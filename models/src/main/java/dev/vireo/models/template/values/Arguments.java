package dev.vireo.models.template.values;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of a call: positional, then named. */
public record Arguments(List<Value> positional, Map<String, Value> named) {
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  public static Arguments of(List<Value> positional) {
    return new Arguments(positional, Map.of());
  }

  /** The arguments without the first few positional ones. */
  public Arguments after(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  public void positionalOnly(String what) {
    if (!named.isEmpty()) {
      throw unknown(what, named.keySet().iterator().next());
    }
  }

  /** Binds each argument to a parameter name; an argument without a parameter is refused. */
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

  /** Arguments by parameter name. */
  public record Bound(String what, Map<String, Value> values) {

    public Optional<Value> optional(String name) {
      return Optional.ofNullable(values.get(name));
    }

    /** Like {@link #optional}, but treats None as absent. */
    public Optional<Value> unlessNone(String name) {
      return optional(name).filter(value -> value != None.NONE);
    }

    public Value required(String name) {
      return optional(name)
          .orElseThrow(() -> TemplateFault.wrong(what + " needs the argument '" + name + "'"));
    }

    /** A required argument, which must be a text. */
    public String text(String name) {
      return Text.of(what, required(name));
    }

    public boolean flag(String name) {
      return optional(name).map(Value::truth).orElse(false);
    }

    public long whole(String name, long otherwise) {
      return optional(name).map(value -> whole(what, value)).orElse(otherwise);
    }

    /** The value of an int or a bool. */
    public static long whole(String what, Value value) {
      if (value instanceof Numeric number && number.isWhole()) {
        return number.whole();
      }
      throw TemplateFault.wrong(what + " needs an int, not a " + value.type());
    }
  }
}
