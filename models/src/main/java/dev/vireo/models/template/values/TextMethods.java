package dev.vireo.models.template.values;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** The methods of Python's str, with Python's code points and white space. */
public final class TextMethods {

  /** A method, called with its text and arguments. */
  @FunctionalInterface
  interface Method {
    Value call(String self, Arguments given, Meter meter);
  }

  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          entry("strip", stripper("strip", true, true)),
          entry("lstrip", stripper("lstrip", true, false)),
          entry("rstrip", stripper("rstrip", false, true)),
          entry("split", TextSplits::split),
          entry("rsplit", TextSplits::rsplit),
          entry("splitlines", TextSplits::splitlines),
          entry(
              "partition", (self, given, meter) -> TextSplits.partition(self, given, false, meter)),
          entry(
              "rpartition", (self, given, meter) -> TextSplits.partition(self, given, true, meter)),
          entry("join", TextSplits::join),
          entry("replace", TextSplits::replace),
          entry("startswith", affix("startswith", String::startsWith)),
          entry("endswith", affix("endswith", String::endsWith)),
          entry("find", (self, given, meter) -> new Int(find("find", self, given, false, meter))),
          entry("rfind", (self, given, meter) -> new Int(find("rfind", self, given, true, meter))),
          entry("index", (self, given, meter) -> index("index", self, given, false, meter)),
          entry("rindex", (self, given, meter) -> index("rindex", self, given, true, meter)),
          entry("count", TextMethods::count),
          entry("removeprefix", TextMethods::removePrefix),
          entry("removesuffix", TextMethods::removeSuffix),
          entry("zfill", TextMethods::zeroFill),
          entry("upper", change("upper", TextCases::upper)),
          entry("lower", change("lower", TextCases::lower)),
          entry("capitalize", change("capitalize", TextCases::capitalize)),
          entry("title", change("title", TextCases::title)),
          entry("isupper", test("isupper", TextCases::isUpper)),
          entry("islower", test("islower", TextCases::isLower)),
          entry("isspace", test("isspace", self -> all(self, Spaces::isSpace))),
          entry("isalpha", test("isalpha", self -> ascii("isalpha", self, TextMethods::isLetter))),
          entry("isdigit", test("isdigit", self -> ascii("isdigit", self, TextMethods::isDigit))),
          entry(
              "isalnum",
              test("isalnum", self -> ascii("isalnum", self, c -> isLetter(c) || isDigit(c)))));

  /** Methods that Python has and this implementation does not. */
  private static final Set<String> OTHERS =
      Set.of(
          "casefold",
          "center",
          "encode",
          "expandtabs",
          "format",
          "format_map",
          "isascii",
          "isdecimal",
          "isidentifier",
          "isnumeric",
          "isprintable",
          "istitle",
          "ljust",
          "maketrans",
          "rjust",
          "swapcase",
          "translate");

  private TextMethods() {}

  /** A bound method of a text; empty if Python has no method with that name. */
  static Optional<Value> of(String self, String name) {
    if (OTHERS.contains(name)) {
      throw TemplateFault.unsupported("the method '" + name + "' of a str");
    }
    return Optional.ofNullable(METHODS.get(name))
        .map(method -> new Function(name, (given, meter) -> method.call(self, given, meter)));
  }

  /** Calls a method, which must exist. */
  public static Value call(String name, String self, Arguments given, Meter meter) {
    return METHODS.get(name).call(self, given, meter);
  }

  private static Method stripper(String name, boolean left, boolean right) {
    return (self, given, meter) -> {
      Optional<String> chars =
          given.bind(name, "chars").unlessNone("chars").map(value -> Text.of(name, value));
      meter.search(self.length(), chars.map(String::length).orElse(1));
      IntPredicate goes =
          chars
              .<IntPredicate>map(listed -> code -> listed.indexOf(code) >= 0)
              .orElse(Spaces::isSpace);
      return new Text(Spaces.strip(self, goes, left, right));
    };
  }

  /** A comparison of a text with a prefix or suffix. */
  @FunctionalInterface
  private interface Affix {
    boolean holds(String self, String part);
  }

  private static Method affix(String name, Affix affix) {
    return (self, given, meter) -> {
      Value wanted = given.bind(name, "affix").required("affix");
      meter.text(self.length());
      List<Value> candidates =
          wanted instanceof TupleValue tuple ? tuple.values() : List.of(wanted);
      return Bool.of(candidates.stream().anyMatch(part -> affix.holds(self, Text.of(name, part))));
    };
  }

  private static long find(String name, String self, Arguments given, boolean last, Meter meter) {
    String wanted = given.bind(name, "sub").text("sub");
    meter.search(self.length(), wanted.length());
    int at = last ? self.lastIndexOf(wanted) : self.indexOf(wanted);
    return at < 0 ? -1 : self.codePointCount(0, at);
  }

  private static Value index(String name, String self, Arguments given, boolean last, Meter meter) {
    long at = find(name, self, given, last, meter);
    if (at < 0) {
      throw TemplateFault.wrong("substring not found");
    }
    return new Int(at);
  }

  private static Value count(String self, Arguments given, Meter meter) {
    String wanted = given.bind("count", "sub").text("sub");
    if (wanted.isEmpty()) {
      return new Int(self.codePointCount(0, self.length()) + 1L);
    }
    return new Int(TextSplits.parts(self, wanted, -1, meter).size() - 1L);
  }

  private static Value removePrefix(String self, Arguments given, Meter meter) {
    String wanted = given.bind("removeprefix", "prefix").text("prefix");
    meter.text(self.length());
    return new Text(self.startsWith(wanted) ? self.substring(wanted.length()) : self);
  }

  private static Value removeSuffix(String self, Arguments given, Meter meter) {
    String wanted = given.bind("removesuffix", "suffix").text("suffix");
    meter.text(self.length());
    int end = self.length() - wanted.length();
    return new Text(self.endsWith(wanted) ? self.substring(0, end) : self);
  }

  private static Value zeroFill(String self, Arguments given, Meter meter) {
    long width = Arguments.Bound.whole("zfill", given.bind("zfill", "width").required("width"));
    long missing = Math.max(0, width - self.codePointCount(0, self.length()));
    meter.text(missing + self.length());
    int sign = self.startsWith("-") || self.startsWith("+") ? 1 : 0;
    return new Text(self.substring(0, sign) + "0".repeat((int) missing) + self.substring(sign));
  }

  private static Method change(String name, java.util.function.UnaryOperator<String> change) {
    return (self, given, meter) -> {
      given.bind(name);
      meter.text(self.length());
      return new Text(change.apply(self));
    };
  }

  private static Method test(String name, java.util.function.Predicate<String> test) {
    return (self, given, meter) -> {
      given.bind(name);
      meter.text(self.length());
      return Bool.of(test.test(self));
    };
  }

  private static boolean all(String self, IntPredicate test) {
    return !self.isEmpty() && self.codePoints().allMatch(test);
  }

  private static boolean ascii(String name, String self, IntPredicate test) {
    if (self.codePoints().anyMatch(code -> code > 0x7f)) {
      throw TemplateFault.unsupported(name + " of a text that is not ASCII");
    }
    return all(self, test);
  }

  private static boolean isLetter(int code) {
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  }

  private static boolean isDigit(int code) {
    return code >= '0' && code <= '9';
  }
}
