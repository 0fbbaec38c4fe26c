package dev.vireo.models.template.values;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A Python value in a template. An operation that does not behave as in Python is refused: as
 * {@link TemplateFault.Kind#WRONG} if Python would raise an error, too, and otherwise as
 * unsupported.
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

  /** {@link #str(TextBuilder)} as a string. */
  default String str(Meter meter) {
    TextBuilder out = new TextBuilder(meter);
    str(out);
    return out.toString();
  }

  /** The elements that a loop iterates over. */
  default List<Value> iterate(Meter meter) {
    throw TemplateFault.wrong("'" + type() + "' object is not iterable");
  }

  /** {@link #iterate}, element by element. */
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

  /** Python's {@code value[key]}; empty if there is no such element, or if the value has none. */
  default Optional<Value> item(Value key) {
    return Optional.empty();
  }

  /**
   * Whether this is a view or a generator, whose elements must be collected in a list for most
   * uses.
   */
  default boolean lazy() {
    return false;
  }
}
