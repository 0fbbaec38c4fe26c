package dev.vireo.models.template.values;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A value of a template, as Python has it. What a kind of value cannot do as in Python is refused:
 * as {@link TemplateFault.Kind#WRONG} where Python raises too, and otherwise as unsupported.
 */
public sealed interface Value
    permits Numeric,
        Text,
        None,
        Undefined,
        Series,
        Dict,
        View,
        Generator,
        Namespace,
        Loop,
        Function {

  /** Python's name of the type, for messages. */
  String type();

  /** Python's {@code bool(value)}. */
  boolean truth();

  /** Python's {@code repr(value)}. */
  default void repr(TextBuilder out) {
    throw TemplateFault.unsupported("printing a " + type());
  }

  /** Python's {@code str(value)}, which is what a template prints. */
  default void str(TextBuilder out) {
    repr(out);
  }

  /** {@link #str(TextBuilder)} as a text of its own. */
  default String str(Meter meter) {
    TextBuilder out = new TextBuilder(meter);
    str(out);
    return out.toString();
  }

  /** What a loop walks over. */
  default List<Value> iterate(Meter meter) {
    throw TemplateFault.wrong("'" + type() + "' object is not iterable");
  }

  /** {@link #iterate}, one after the other. */
  default Iterator<Value> iterator(Meter meter) {
    return iterate(meter).iterator();
  }

  /** Python's {@code len(value)}. */
  default long length() {
    throw TemplateFault.wrong("object of type '" + type() + "' has no len()");
  }

  /** Python's {@code getattr(value, name)} for a name without a leading underscore. */
  default Optional<Value> attribute(String name) {
    return Optional.empty();
  }

  /** Python's {@code value[key]}; empty where there is no such element, or where none can be. */
  default Optional<Value> item(Value key) {
    return Optional.empty();
  }

  /** Whether a value that is walked over is at hand as a whole: it can be indexed and printed. */
  default boolean lazy() {
    return false;
  }
}
