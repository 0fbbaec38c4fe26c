package dev.vireo.models.template.values;

import java.util.List;
import java.util.Optional;

/** A list or a tuple. */
public sealed interface Series extends Value permits ListValue, TupleValue {

  List<Value> values();

  /** A series of the same kind with these elements. */
  Series with(List<Value> values);

  @Override
  default boolean truth() {
    return !values().isEmpty();
  }

  @Override
  default List<Value> iterate(Meter meter) {
    return values();
  }

  @Override
  default long length() {
    return values().size();
  }

  @Override
  default Optional<Value> item(Value key) {
    return View.element(values(), key);
  }

  /** Writes the elements as Python prints them, without the brackets. */
  default void reprElements(TextBuilder out) {
    out.meter().enter("values");
    String separator = "";
    for (Value value : values()) {
      out.append(separator);
      value.repr(out);
      separator = ", ";
    }
    out.meter().leave();
  }
}
