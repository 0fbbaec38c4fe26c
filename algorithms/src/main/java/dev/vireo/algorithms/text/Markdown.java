package dev.vireo.algorithms.text;

import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** Counts Markdown formatting. Lines between code fences do not count. */
final class Markdown {

  /** Possessive, so that no line is scanned twice. */
  private static final Pattern HEADING = Pattern.compile(" {0,3}+#{1,6}+[ \\t]++[^\\s#].*+");

  private static final Pattern LIST_ITEM =
      Pattern.compile("[ \\t]*+(?:[-*+\u2022]|\\d{1,9}+[.)])[ \\t]++\\S.*+");

  private static final String[] BOLD = {"**", "__"};
  private static final String[] ADDRESSES = {"http://", "https://", "www."};

  private Markdown() {}

  static int bold(String text) {
    return count(text, line -> bold(line, BOLD[0]) + bold(line, BOLD[1]));
  }

  static int headings(String text) {
    return count(text, line -> HEADING.matcher(line).matches() ? 1 : 0);
  }

  static int listItems(String text) {
    return count(text, line -> LIST_ITEM.matcher(line).matches() ? 1 : 0);
  }

  static int links(String text) {
    return count(text, Markdown::linksOf);
  }

  private static int count(String text, ToIntFunction<String> ofLine) {
    int count = 0;
    boolean code = false;
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      String line = text.substring(from, end < 0 ? text.length() : end);
      from += line.length() + 1;
      if (isFence(line)) {
        code = !code;
      } else if (!code) {
        count +=
            ofLine.applyAsInt(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
      }
    }
    return count;
  }

  private static boolean isFence(String line) {
    String start = line.stripLeading();
    return start.startsWith("```") || start.startsWith("~~~");
  }

  /** Pairs of marks around a text that neither begins nor ends with a space. */
  private static int bold(String line, String mark) {
    int count = 0;
    int open = line.indexOf(mark);
    while (open >= 0) {
      int inner = open + mark.length();
      if (!isText(line, inner, mark.charAt(0))) {
        open = line.indexOf(mark, open + 1);
        continue;
      }
      int close = line.indexOf(mark, inner + 1);
      while (close >= 0 && Character.isWhitespace(line.charAt(close - 1))) {
        close = line.indexOf(mark, close + 1);
      }
      if (close < 0) {
        // If nothing closes this mark, nothing closes a later one.
        return count;
      }
      count++;
      open = line.indexOf(mark, close + mark.length());
    }
    return count;
  }

  private static boolean isText(String line, int at, char mark) {
    return at < line.length()
        && line.charAt(at) != mark
        && !Character.isWhitespace(line.charAt(at));
  }

  private static int linksOf(String line) {
    int count = 0;
    int bracket = line.indexOf('[');
    for (int at = line.indexOf("]("); at >= 0; at = line.indexOf("](", at + 1)) {
      count += bracket >= 0 && bracket < at ? 1 : 0;
    }
    for (String address : ADDRESSES) {
      for (int at = line.indexOf(address); at >= 0; at = line.indexOf(address, at + 1)) {
        count += stands(line, at) ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * Whether an address stands by itself: not in a link that has been counted, nor inside a word.
   */
  private static boolean stands(String line, int at) {
    if (at == 0) {
      return true;
    }
    char before = line.charAt(at - 1);
    boolean target = before == '(' && at > 1 && line.charAt(at - 2) == ']';
    return !target && before != '/' && !Character.isLetterOrDigit(before);
  }
}
