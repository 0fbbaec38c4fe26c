package dev.vireo.models.template.values;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of {@code range()}, or of a dict's {@code items}, {@code keys} or {@code values}. It
 * can be iterated over and counted; only a range can be indexed.
 *
 * @param prefix start of its printed form in Python, such as {@code dict_keys}; empty for a range
 */
public record View(String prefix, List<Value> values) implements Value {
  private static final Set<String> REFUSED =
      Set.of("count", "index", "isdisjoint", "mapping", "start", "step", "stop");

  public static View range(List<Value> values) {
    return new View("", values);
  }

  public boolean isRange() {
    return prefix.isEmpty();
  }

  @Override
  public String type() {
    return isRange() ? "range" : prefix;
  }

  @Override
  public boolean truth() {
    return !values.isEmpty();
  }

  @Override
  public List<Value> iterate(Meter meter) {
    return values;
  }

  @Override
  public long length() {
    return values.size();
  }

  @Override
  public Optional<Value> item(Value key) {
    return isRange() ? element(values, key) : Optional.empty();
  }

  @Override
  public Optional<Value> attribute(String name) {
    if (REFUSED.contains(name)) {
      throw TemplateFault.unsupported("the attribute '" + name + "' of a " + type());
    }
    return Optional.empty();
  }

  @Override
  public boolean lazy() {
    return true;
  }

  @Override
  public void repr(TextBuilder out) {
    if (isRange()) {
      throw TemplateFault.unsupported("printing a range; put |list behind it");
    }
    out.append(prefix).append("(");
    new ListValue(values).repr(out);
    out.append(")");
  }

  /** The element at an index; a negative index counts from the end. */
  static Optional<Value> element(List<Value> values, Value key) {
    if (!(key instanceof Numeric number && number.isWhole())) {
      return Optional.empty();
    }
    long index = number.whole() < 0 ? number.whole() + values.size() : number.whole();
    return index >= 0 && index < values.size()
        ? Optional.of(values.get((int) index))
        : Optional.empty();
  }
}
