package dev.vireo.models.template.values;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The result of {@code namespace()}: the only value whose attributes a template may set. */
public final class Namespace implements Value {
  private final Map<String, Value> attributes;

  public Namespace(Map<String, Value> attributes) {
    this.attributes = new LinkedHashMap<>(attributes);
  }

  public void set(String name, Value value) {
    attributes.put(name, value);
  }

  @Override
  public String type() {
    return "Namespace";
  }

  @Override
  public boolean truth() {
    return true;
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  @Override
  public Optional<Value> item(Value key) {
    return Optional.empty();
  }

  @Override
  public void repr(TextBuilder out) {
    out.append("<Namespace ");
    new Dict(attributes).repr(out);
    out.append(">");
  }

  /** For tests and messages; two namespaces are never equal. */
  @Override
  public String toString() {
    return "Namespace" + new HashMap<>(attributes).keySet();
  }
}
