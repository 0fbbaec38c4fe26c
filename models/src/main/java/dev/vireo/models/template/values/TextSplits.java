package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The methods of Python's str that split or combine texts. */
final class TextSplits {
  private TextSplits() {}

  static Value split(String self, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("split", "sep", "maxsplit");
    long most = bound.whole("maxsplit", -1);
    if (bound.unlessNone("sep").isEmpty()) {
      meter.text(self.length());
      return list(Spaces.words(self, most), meter);
    }
    return list(parts(self, separator(bound), most, meter), meter);
  }

  static Value rsplit(String self, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("rsplit", "sep", "maxsplit");
    if (bound.unlessNone("sep").isEmpty()) {
      throw TemplateFault.unsupported("rsplit without a separator");
    }
    String mark = separator(bound);
    long most = bound.whole("maxsplit", -1);
    meter.search(self.length(), mark.length());
    List<String> parts = new ArrayList<>();
    int end = self.length();
    while (most < 0 || parts.size() < most) {
      int at = self.lastIndexOf(mark, end - mark.length());
      if (at < 0 || end < mark.length()) {
        break;
      }
      parts.add(self.substring(at + mark.length(), end));
      end = at;
    }
    parts.add(self.substring(0, end));
    Collections.reverse(parts);
    return list(parts, meter);
  }

  private static String separator(Arguments.Bound bound) {
    String mark = bound.text("sep");
    if (mark.isEmpty()) {
      throw TemplateFault.wrong("empty separator");
    }
    return mark;
  }

  /** Splits at each mark, at most {@code most} times unless that is negative. */
  static List<String> parts(String self, String mark, long most, Meter meter) {
    meter.search(self.length(), mark.length());
    List<String> parts = new ArrayList<>();
    int start = 0;
    int at = self.indexOf(mark);
    while (at >= 0 && (most < 0 || parts.size() < most)) {
      parts.add(self.substring(start, at));
      start = at + mark.length();
      at = self.indexOf(mark, start);
    }
    parts.add(self.substring(start));
    return parts;
  }

  static Value splitlines(String self, Arguments given, Meter meter) {
    meter.text(self.length());
    return list(Spaces.lines(self, given.bind("splitlines", "keepends").flag("keepends")), meter);
  }

  static Value partition(String self, Arguments given, boolean last, Meter meter) {
    String mark = separator(given.bind(last ? "rpartition" : "partition", "sep"));
    meter.search(self.length(), mark.length());
    int at = last ? self.lastIndexOf(mark) : self.indexOf(mark);
    if (at < 0) {
      return last ? tuple("", "", self) : tuple(self, "", "");
    }
    return tuple(self.substring(0, at), mark, self.substring(at + mark.length()));
  }

  static Value join(String self, Arguments given, Meter meter) {
    TextBuilder joined = new TextBuilder(meter);
    String separator = "";
    for (Value value : given.bind("join", "of").required("of").iterate(meter)) {
      joined.append(separator).append(Text.of("join", value));
      separator = self;
    }
    return new Text(joined.toString());
  }

  static Value replace(String self, Arguments given, Meter meter) {
    Arguments.Bound bound = given.bind("replace", "old", "new", "count");
    return new Text(
        replace(self, bound.text("old"), bound.text("new"), bound.whole("count", -1), meter));
  }

  /** Replaces the first {@code count} occurrences; all if the count is negative. */
  static String replace(String self, String old, String fresh, long count, Meter meter) {
    meter.search(self.length(), old.length());
    TextBuilder replaced = new TextBuilder(meter);
    int start = 0;
    int next = self.indexOf(old);
    for (long done = 0; next >= 0 && (count < 0 || done < count); done++) {
      replaced.append(self.substring(start, next)).append(fresh);
      start = next + old.length();
      if (!old.isEmpty()) {
        next = self.indexOf(old, start);
      } else {
        next = next < self.length() ? self.offsetByCodePoints(next, 1) : -1;
      }
    }
    return replaced.append(self.substring(start)).toString();
  }

  private static Value list(List<String> texts, Meter meter) {
    meter.list(texts.size());
    return new ListValue(texts.stream().<Value>map(Text::new).toList());
  }

  private static Value tuple(String... texts) {
    return new TupleValue(List.of(texts).stream().<Value>map(Text::new).toList());
  }
}
