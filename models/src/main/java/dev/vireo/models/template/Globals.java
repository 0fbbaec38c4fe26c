package dev.vireo.models.template;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Dict;
import dev.vireo.models.template.values.Function;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.Namespace;
import dev.vireo.models.template.values.TemplateFault;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.Value;
import dev.vireo.models.template.values.View;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions available in every template. */
final class Globals {
  private static final int LONGEST_RANGE = 100_000;

  private Globals() {}

  static Map<String, Value> functions(Optional<LocalDateTime> now) {
    Map<String, Value> functions = new HashMap<>();
    add(functions, "range", Globals::range);
    add(functions, "dict", (given, meter) -> new Dict(entries("dict", given)));
    add(functions, "namespace", (given, meter) -> new Namespace(entries("namespace", given)));
    add(functions, "raise_exception", Globals::raise);
    add(
        functions,
        "strftime_now",
        (given, meter) -> {
          String format = given.bind("strftime_now", "format").text("format");
          LocalDateTime moment =
              now.orElseThrow(
                  () -> new TemplateFault(TemplateFault.Kind.DATE, "strftime_now", meter.line()));
          return new Text(Dates.format(moment, format));
        });
    return functions;
  }

  private static void add(Map<String, Value> functions, String name, Function.Body body) {
    functions.put(name, new Function(name, body));
  }

  private static Value raise(Arguments given, Meter meter) {
    Value message = given.bind("raise_exception", "message").required("message");
    throw new TemplateFault(TemplateFault.Kind.RAISED, message.str(meter), meter.line());
  }

  /** The entries of a dict argument, followed by the keyword arguments. */
  private static Map<String, Value> entries(String what, Arguments given) {
    Map<String, Value> entries = new LinkedHashMap<>();
    if (given.positional().size() > 1) {
      throw TemplateFault.wrong(what + " takes not more than one argument without a name");
    }
    for (Value value : given.positional()) {
      if (!(value instanceof Dict dict)) {
        throw TemplateFault.unsupported(what + " of a " + value.type());
      }
      entries.putAll(dict.entries());
    }
    entries.putAll(given.named());
    return entries;
  }

  private static Value range(Arguments given, Meter meter) {
    given.positionalOnly("range");
    int count = given.positional().size();
    if (count < 1 || count > 3) {
      throw TemplateFault.wrong("range() needs one to three numbers, not " + count);
    }
    List<Long> bounds =
        given.positional().stream().map(bound -> Arguments.Bound.whole("range()", bound)).toList();
    long start = count == 1 ? 0 : bounds.get(0);
    long stop = bounds.get(count == 1 ? 0 : 1);
    long step = count == 3 ? bounds.get(2) : 1;
    if (step == 0) {
      throw TemplateFault.wrong("range() needs a step that is not 0");
    }
    List<Value> numbers = new ArrayList<>();
    for (long n = start; step > 0 ? n < stop : n > stop; n += step) {
      if (numbers.size() == LONGEST_RANGE) {
        throw TemplateFault.limit("a range of more than " + LONGEST_RANGE + " numbers");
      }
      numbers.add(new Int(n));
      if (step > 0 ? n > Long.MAX_VALUE - step : n < Long.MIN_VALUE - step) {
        break;
      }
    }
    meter.list(numbers.size());
    return View.range(numbers);
  }
}
