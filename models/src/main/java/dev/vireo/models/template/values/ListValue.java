package dev.vireo.models.template.values;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Python's list. */
public record ListValue(List<Value> values) implements Series {
  private static final Set<String> METHODS =
      Set.of(
          "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove",
          "reverse", "sort");

  @Override
  public Series with(List<Value> others) {
    return new ListValue(others);
  }

  @Override
  public String type() {
    return "list";
  }

  @Override
  public Optional<Value> attribute(String name) {
    if (METHODS.contains(name)) {
      throw TemplateFault.unsupported("the method '" + name + "' of a list");
    }
    return Optional.empty();
  }

  @Override
  public void repr(TextBuilder out) {
    out.append("[");
    reprElements(out);
    out.append("]");
  }
}
