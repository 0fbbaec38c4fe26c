package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** White space and line endings, as in Python's str. */
public final class Spaces {
  private Spaces() {}

  /** Whether {@code str.isspace} holds for a character. */
  public static boolean isSpace(int code) {
    return (code >= '\t' && code <= '\r')
        || (code >= 0x1c && code <= ' ')
        || code == 0x85
        || code == 0xa0
        || code == 0x1680
        || (code >= 0x2000 && code <= 0x200a)
        || code == 0x2028
        || code == 0x2029
        || code == 0x202f
        || code == 0x205f
        || code == 0x3000;
  }

  /** Removes characters from the ends while a condition holds. */
  static String strip(String text, IntPredicate goes, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && goes.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && goes.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  /** A text without trailing white space. */
  public static String stripRight(String text) {
    return strip(text, Spaces::isSpace, false, true);
  }

  /** The index after the white space that starts at a position. */
  public static int skip(String text, int start) {
    int end = start;
    while (end < text.length() && isSpace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Splits on white space, at most {@code most} times unless that is negative. */
  static List<String> words(String text, long most) {
    List<String> words = new ArrayList<>();
    int start = skip(text, 0);
    while (start < text.length()) {
      if (most >= 0 && words.size() == most) {
        words.add(text.substring(start));
        break;
      }
      int end = start;
      while (end < text.length() && !isSpace(text.charAt(end))) {
        end++;
      }
      words.add(text.substring(start, end));
      start = skip(text, end);
    }
    return words;
  }

  /** Python's {@code str.splitlines}. */
  public static List<String> lines(String text, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!isLineEnd(text.charAt(i))) {
        continue;
      }
      int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
      lines.add(text.substring(start, keepEnds ? end : i));
      start = end;
      i = end - 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static boolean isLineEnd(char code) {
    return (code >= '\n' && code <= '\r')
        || (code >= 0x1c && code <= 0x1e)
        || code == 0x85
        || code == 0x2028
        || code == 0x2029;
  }
}
