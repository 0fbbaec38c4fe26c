package dev.vireo.models.template.values;

import java.util.Optional;

/**
 * Something to call: a method of a value, a function every template has, or a macro.
 *
 * @param name what messages call it
 */
public record Function(String name, Body body) implements Value {

  /** What a call does. */
  @FunctionalInterface
  public interface Body {
    Value call(Arguments given, Meter meter);
  }

  public Value call(Arguments given, Meter meter) {
    return body.call(given, meter);
  }

  @Override
  public String type() {
    return "function";
  }

  @Override
  public boolean truth() {
    return true;
  }

  @Override
  public Optional<Value> attribute(String attribute) {
    throw TemplateFault.unsupported("the attribute '" + attribute + "' of a function");
  }
}
