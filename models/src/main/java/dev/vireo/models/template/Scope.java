package dev.vireo.models.template;

import dev.vireo.models.template.values.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Variables and their values. A scope sees the variables of enclosing scopes, but sets only its
 * own.
 */
final class Scope {
  private final Optional<Scope> around;
  private final Map<String, Value> values;

  private Scope(Optional<Scope> around, Map<String, Value> values) {
    this.around = around;
    this.values = values;
  }

  /** The outermost scope of a template, whose predefined variables the template may overwrite. */
  static Scope outermost(Map<String, Value> values) {
    return new Scope(Optional.empty(), new HashMap<>(values));
  }

  Scope inner() {
    return new Scope(Optional.of(this), new HashMap<>());
  }

  void set(String name, Value value) {
    values.put(name, value);
  }

  Optional<Value> find(String name) {
    for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().around) {
      Value value = scope.get().values.get(name);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
