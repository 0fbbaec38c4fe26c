package dev.vireo.models.template;

import static java.util.Map.entry;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.Json;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.Numeric;
import dev.vireo.models.template.values.Operator;
import dev.vireo.models.template.values.Real;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.TextBuilder;
import dev.vireo.models.template.values.TextMethods;
import dev.vireo.models.template.values.Undefined;
import dev.vireo.models.template.values.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Filters for any value: JSON, defaults, numbers. */
final class ValueFilters {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern REAL =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
  private static final Pattern PERHAPS_NUMBER =
      Pattern.compile("\\p{Nd}|^[+-]?(?:nan|inf|infinity)$", Pattern.CASE_INSENSITIVE);

  static final Map<String, Filters.Filter> FILTERS =
      Map.ofEntries(
          entry("tojson", ValueFilters::json),
          entry("default", ValueFilters::orDefault),
          entry("d", ValueFilters::orDefault),
          entry("int", ValueFilters::whole),
          entry("float", ValueFilters::real),
          entry("abs", ValueFilters::absolute));

  private ValueFilters() {}

  /** transformers' {@code tojson}, which calls {@code json.dumps} without escaping HTML. */
  private static Value json(Value value, Arguments given, Meter meter) {
    String what = "the filter 'tojson'";
    Arguments.Bound bound = given.bind(what, "ensure_ascii", "indent", "separators", "sort_keys");
    Optional<String> indent = bound.unlessNone("indent").map(step -> indent(step, meter));
    String comma = indent.isPresent() ? "," : ", ";
    String colon = ": ";
    if (bound.unlessNone("separators").isPresent()) {
      List<Value> separators = bound.required("separators").iterate(meter);
      if (separators.size() != 2) {
        throw TemplateFault.wrong(what + " needs two separators");
      }
      comma = Text.of(what, separators.get(0));
      colon = Text.of(what, separators.get(1));
    }
    TextBuilder text = new TextBuilder(meter);
    new Json(bound.flag("ensure_ascii"), bound.flag("sort_keys"), indent, comma, colon)
        .write(value, text);
    return new Text(text.toString());
  }

  private static String indent(Value step, Meter meter) {
    if (step instanceof Numeric) {
      long spaces = Math.max(0, Arguments.Bound.whole("the filter 'tojson'", step));
      meter.text(spaces);
      return " ".repeat((int) spaces);
    }
    return Text.of("the filter 'tojson'", step);
  }

  private static Value orDefault(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter 'default'", "default_value", "boolean");
    boolean missing = value instanceof Undefined || (bound.flag("boolean") && !value.truth());
    return missing ? bound.optional("default_value").orElse(Text.EMPTY) : value;
  }

  private static Value whole(Value value, Arguments given, Meter meter) {
    Value otherwise =
        given.bind("the filter 'int'", "default").optional("default").orElse(new Int(0));
    if (value instanceof Numeric number) {
      return new Int(number.whole());
    }
    if (value instanceof Text text && WHOLE.matcher(stripped(text, meter)).matches()) {
      return new Int(Long.parseLong(stripped(text, meter)));
    }
    return number(value, meter).<Value>map(number -> new Int(number.whole())).orElse(otherwise);
  }

  private static Value real(Value value, Arguments given, Meter meter) {
    Value otherwise =
        given.bind("the filter 'float'", "default").optional("default").orElse(new Real(0));
    if (value instanceof Numeric number) {
      return new Real(number.real());
    }
    return number(value, meter).<Value>map(number -> number).orElse(otherwise);
  }

  /** Parses a number; a spelling that only Python can parse is refused. */
  private static Optional<Real> number(Value value, Meter meter) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (!(value instanceof Text text)) {
      return Optional.empty();
    }
    String stripped = stripped(text, meter);
    if (REAL.matcher(stripped).matches()) {
      return Optional.of(new Real(Double.parseDouble(stripped)));
    }
    if (PERHAPS_NUMBER.matcher(stripped).find()) {
      throw TemplateFault.unsupported("the number '" + stripped + "'");
    }
    return Optional.empty();
  }

  private static String stripped(Text text, Meter meter) {
    Value stripped = TextMethods.call("strip", text.plain(), Arguments.NONE, meter);
    return ((Text) stripped).string();
  }

  private static Value absolute(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'abs'");
    return Operator.absolute(value);
  }
}
