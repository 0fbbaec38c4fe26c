package dev.vireo.models.template;

import static java.util.Map.entry;

import dev.vireo.models.template.values.Arguments;
import dev.vireo.models.template.values.Int;
import dev.vireo.models.template.values.Meter;
import dev.vireo.models.template.values.Numeric;
import dev.vireo.models.template.values.Spaces;
import dev.vireo.models.template.values.Text;
import dev.vireo.models.template.values.TextBuilder;
import dev.vireo.models.template.values.TextCases;
import dev.vireo.models.template.values.TextMethods;
import dev.vireo.models.template.values.Value;
import java.util.List;
import java.util.Map;

/** Filters from text to text; other values are first converted with {@code str}. */
final class TextFilters {
  private static final String WORD_ENDS = "-({[<";

  static final Map<String, Filters.Filter> FILTERS =
      Map.ofEntries(
          entry("trim", method("strip")),
          entry("upper", method("upper")),
          entry("lower", method("lower")),
          entry("capitalize", method("capitalize")),
          entry("title", TextFilters::title),
          entry("replace", TextFilters::replace),
          entry("indent", TextFilters::indent),
          entry("string", TextFilters::string),
          entry("safe", TextFilters::safe),
          entry("escape", TextFilters::escape),
          entry("e", TextFilters::escape));

  private TextFilters() {}

  /** A value as text. */
  static String text(Value value, Meter meter) {
    return value instanceof Text text ? text.plain() : value.str(meter);
  }

  private static Filters.Filter method(String name) {
    return (value, given, meter) -> TextMethods.call(name, text(value, meter), given, meter);
  }

  /** Title case. Unlike the method {@code title}, it does not start a word after an apostrophe. */
  private static Value title(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'title'");
    String text = text(value, meter);
    TextCases.requireAscii("the filter 'title'", text);
    meter.text(text.length());
    StringBuilder titled = new StringBuilder(text.length());
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      titled.append(begins ? Character.toUpperCase(c) : Character.toLowerCase(c));
      begins = Spaces.isSpace(c) || WORD_ENDS.indexOf(c) >= 0;
    }
    return new Text(titled.toString());
  }

  private static Value replace(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter 'replace'", "old", "new", "count");
    List<Value> texts =
        List.of(
            new Text(text(bound.required("old"), meter)),
            new Text(text(bound.required("new"), meter)),
            bound.unlessNone("count").orElse(new Int(-1)));
    return TextMethods.call("replace", text(value, meter), Arguments.of(texts), meter);
  }

  private static Value indent(Value value, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("the filter 'indent'", "width", "first", "blank");
    String step = step(bound, meter);
    // As in Jinja, append a newline, so that an empty last line counts as a line.
    List<String> lines = Spaces.lines(Text.of("the filter 'indent'", value) + "\n", false);
    TextBuilder indented = new TextBuilder(meter).append(bound.flag("first") ? step : "");
    for (int i = 0; i < lines.size(); i++) {
      boolean bare = i == 0 || (lines.get(i).isEmpty() && !bound.flag("blank"));
      indented.append(i == 0 ? "" : "\n").append(bare ? "" : step).append(lines.get(i));
    }
    return new Text(indented.toString());
  }

  private static String step(Arguments.Bound bound, Meter meter) {
    Value width = bound.optional("width").orElse(new Int(4));
    if (width instanceof Numeric) {
      long spaces = Math.max(0, Arguments.Bound.whole("the filter 'indent'", width));
      meter.text(spaces);
      return " ".repeat((int) spaces);
    }
    return Text.of("the filter 'indent'", width);
  }

  private static Value string(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'string'");
    return new Text(text(value, meter));
  }

  private static Value safe(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'safe'");
    return new Text(value.str(meter), true);
  }

  private static Value escape(Value value, Arguments given, Meter meter) {
    given.bind("the filter 'escape'");
    if (value instanceof Text text && text.markup()) {
      return value;
    }
    TextBuilder escaped = new TextBuilder(meter);
    for (char c : value.str(meter).toCharArray()) {
      escaped.append(
          switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\'' -> "&#39;";
            case '"' -> "&#34;";
            default -> String.valueOf(c);
          });
    }
    return new Text(escaped.toString(), true);
  }
}
