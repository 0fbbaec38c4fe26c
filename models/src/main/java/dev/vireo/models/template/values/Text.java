package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Python's str. Elements and lengths are counted in code points.
 *
 * @param markup whether {@code safe} or {@code escape} produced the text. Python escapes whatever
 *     is combined with such a text; here it can be printed, joined with {@code ~}, compared and
 *     tested, and any other use is refused
 */
public record Text(String string, boolean markup) implements Value {
  public static final Text EMPTY = new Text("");

  public Text(String string) {
    this(string, false);
  }

  /** The string of an argument, which must be a text. */
  public static String of(String what, Value value) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (value instanceof Text text) {
      return text.plain();
    }
    throw TemplateFault.wrong(what + " needs a str, not a " + value.type());
  }

  /** The string, unless Python would escape what it is combined with. */
  public String plain() {
    if (markup) {
      throw TemplateFault.unsupported(
          "the filter 'safe' anywhere but at the end of what is printed");
    }
    return string;
  }

  @Override
  public String type() {
    return "str";
  }

  @Override
  public boolean truth() {
    return !string.isEmpty();
  }

  @Override
  public long length() {
    return string.codePointCount(0, string.length());
  }

  @Override
  public List<Value> iterate(Meter meter) {
    List<String> characters = characters(string, meter);
    List<Value> values = new ArrayList<>(characters.size());
    characters.forEach(character -> values.add(new Text(character)));
    return values;
  }

  /** The code points, each as a string. */
  public static List<String> characters(String string, Meter meter) {
    meter.list(string.length());
    List<String> characters = new ArrayList<>(string.length());
    for (int i = 0; i < string.length(); ) {
      int end = string.offsetByCodePoints(i, 1);
      characters.add(string.substring(i, end));
      i = end;
    }
    return characters;
  }

  @Override
  public Optional<Value> item(Value key) {
    if (!(key instanceof Numeric number && number.isWhole())) {
      return Optional.empty();
    }
    String whole = plain();
    long length = length();
    long index = number.whole() < 0 ? number.whole() + length : number.whole();
    if (index < 0 || index >= length) {
      return Optional.empty();
    }
    int start = whole.offsetByCodePoints(0, (int) index);
    return Optional.of(new Text(whole.substring(start, whole.offsetByCodePoints(start, 1))));
  }

  @Override
  public Optional<Value> attribute(String name) {
    return TextMethods.of(plain(), name);
  }

  @Override
  public void str(TextBuilder out) {
    out.append(string);
  }

  @Override
  public void repr(TextBuilder out) {
    out.meter().steps(string.length());
    out.append(quoted(plain()));
  }

  /** Python's repr of a string. */
  private static String quoted(String string) {
    char quote = string.contains("'") && !string.contains("\"") ? '"' : '\'';
    StringBuilder result = new StringBuilder().append(quote);
    string.codePoints().forEach(code -> result.append(escaped(code, quote)));
    return result.append(quote).toString();
  }

  private static String escaped(int code, char quote) {
    return switch (code) {
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\\' -> "\\\\";
      default -> {
        if (code == quote) {
          yield "\\" + quote;
        }
        if (isPrintable(code)) {
          yield Character.toString(code);
        }
        if (code < 0x100) {
          yield "\\x" + hex(code, 2);
        }
        yield code < 0x10000 ? "\\u" + hex(code, 4) : "\\U" + hex(code, 8);
      }
    };
  }

  /** A number in hexadecimal, padded to this width. */
  static String hex(int code, int width) {
    String digits = Integer.toHexString(code);
    return "0".repeat(width - digits.length()) + digits;
  }

  /** Python's {@code str.isprintable} for one character. */
  private static boolean isPrintable(int code) {
    return switch (Character.getType(code)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> code == ' ';
      default -> true;
    };
  }
}
