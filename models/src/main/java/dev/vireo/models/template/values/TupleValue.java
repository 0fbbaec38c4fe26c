package dev.vireo.models.template.values;

import java.util.List;
import java.util.Optional;

/** Python's tuple. */
public record TupleValue(List<Value> values) implements Series {

  @Override
  public Series with(List<Value> others) {
    return new TupleValue(others);
  }

  @Override
  public String type() {
    return "tuple";
  }

  @Override
  public Optional<Value> attribute(String name) {
    if (name.equals("count") || name.equals("index")) {
      throw TemplateFault.unsupported("the method '" + name + "' of a tuple");
    }
    return Optional.empty();
  }

  @Override
  public void repr(TextBuilder out) {
    out.append("(");
    reprElements(out);
    out.append(values.size() == 1 ? ",)" : ")");
  }
}
