package dev.vireo.models.template.values;

import java.util.Optional;

/**
 * A callable value: a method of a value, a global function, or a macro.
 *
 * @param name its name in messages
 */
public record Function(String name, Body body) implements Value {

  /** The implementation of a function. */
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
