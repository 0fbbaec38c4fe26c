package dev.vireo.models.template;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.Numeric;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.Undefined;
import dev.vireo.models.template.values.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Looks up attributes and elements as Jinja does: both notations find both, but each tries its own
 * kind first.
 */
final class Access {
  private static final Set<String> ATTRIBUTES_OF_NUMBERS =
      Set.of(
          "as_integer_ratio",
          "bit_count",
          "bit_length",
          "conjugate",
          "denominator",
          "from_bytes",
          "fromhex",
          "hex",
          "imag",
          "is_integer",
          "numerator",
          "real",
          "to_bytes");

  private Access() {}

  /** {@code of.name}: the attribute, otherwise the element with that key. */
  static Value attribute(Value of, String name) {
    requireDefined(of);
    return attributeOf(of, name)
        .or(() -> of.item(new Text(name)))
        .orElseGet(() -> new Undefined("%s has no attribute '%s'".formatted(object(of), name)));
  }

  /** {@code of[key]}: the element, otherwise the attribute with that name. */
  static Value item(Value of, Value key, Meter meter) {
    requireDefined(of);
    if (of instanceof Text text) {
      meter.text(text.string().length());
    }
    Optional<Value> item = of.item(key);
    if (item.isEmpty() && key instanceof Text name) {
      item = attributeOf(of, name.string());
    }
    return item.orElseGet(() -> new Undefined(object(of) + " has no element " + shown(key)));
  }

  private static Optional<Value> attributeOf(Value of, String name) {
    if (name.startsWith("_")) {
      throw TemplateFault.unsupported("the attribute '" + name + "'");
    }
    if (of instanceof Numeric && ATTRIBUTES_OF_NUMBERS.contains(name)) {
      throw TemplateFault.unsupported("the attribute '" + name + "' of a number");
    }
    return of.attribute(name);
  }

  private static void requireDefined(Value of) {
    if (of instanceof Undefined undefined) {
      throw undefined.fault();
    }
  }

  private static String object(Value of) {
    return "'" + of.type() + " object'";
  }

  private static String shown(Value key) {
    return key instanceof Text text
        ? "'" + text.string() + "'"
        : key instanceof Int number ? Long.toString(number.value()) : "of a " + key.type();
  }

  /**
   * The lookup that a filter's argument such as {@code attribute="a.b.0"} describes.
   *
   * @param otherwise replaces each part of the path that does not exist
   */
  static UnaryOperator<Value> path(
      String what, Value attribute, Optional<Value> otherwise, Meter meter) {
    List<Value> keys = new ArrayList<>();
    if (attribute instanceof Int) {
      keys.add(attribute);
    } else {
      String path = Text.of(what, attribute);
      if (path.contains(",")) {
        throw TemplateFault.unsupported(what + " by several attributes");
      }
      for (String part : path.split("\\.", -1)) {
        keys.add(part.matches("[0-9]{1,9}") ? new Int(Long.parseLong(part)) : new Text(part));
      }
    }
    return value -> {
      Value found = value;
      for (Value key : keys) {
        found = item(found, key, meter);
        found = found instanceof Undefined ? otherwise.orElse(found) : found;
      }
      return found;
    };
  }

  /** The lookup described by an argument; the identity if the argument is absent or None. */
  static UnaryOperator<Value> path(Arguments.Bound bound, String name, Meter meter) {
    return bound
        .unlessNone(name)
        .map(attribute -> path(bound.what(), attribute, Optional.empty(), meter))
        .orElse(UnaryOperator.identity());
  }
}
