package dev.vireo.reports.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Untrusted text for a terminal. Whatever a terminal would obey, or would not show, is spelled out
 * instead: {@code \}{@code u{1b}} for an escape character. A backslash of the text itself is left
 * alone, as it does no harm.
 */
public final class SafeText {

  private static final int TAB = 4;

  private SafeText() {}

  /** A text in one line: line breaks are spelled out too. */
  public static String line(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(character -> append(safe, character));
    return safe.toString();
  }

  private static void append(StringBuilder safe, int character) {
    switch (character) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (isHidden(character)) {
          safe.append("\\u{").append(Integer.toHexString(character)).append('}');
        } else {
          safe.appendCodePoint(character);
        }
      }
    }
  }

  /** Controls, marks of direction, what has no width, halves of characters, and unassigned ones. */
  private static boolean isHidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /**
   * A text in lines no wider than a terminal. Its own line breaks are kept.
   *
   * @param width columns, at least 2
   * @param most how many lines at most; if there are more, the last says how many are left out
   */
  public static List<String> lines(String text, int width, int most) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\\r?\\n", -1)) {
      wrap(line(line.replace("\t", " ".repeat(TAB))), width, lines);
    }
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most - 1));
    shown.add(String.format(Locale.ROOT, "… %,d more lines", lines.size() - most + 1));
    return shown;
  }

  private static void wrap(String line, int width, List<String> lines) {
    StringBuilder part = new StringBuilder();
    int columns = 0;
    for (int character : line.codePoints().toArray()) {
      int more = columns(character);
      if (columns + more > width) {
        lines.add(part.toString());
        part.setLength(0);
        columns = 0;
      }
      part.appendCodePoint(character);
      columns += more;
    }
    lines.add(part.toString());
  }

  /** A line cut to a width, with an ellipsis if something is missing. */
  public static String cut(String text, int width) {
    String line = line(text);
    if (columns(line) <= width) {
      return line;
    }
    StringBuilder part = new StringBuilder();
    int columns = 1;
    for (int character : line.codePoints().toArray()) {
      columns += columns(character);
      if (columns > width) {
        break;
      }
      part.appendCodePoint(character);
    }
    return part.append('…').toString();
  }

  /** A line with spaces behind it up to a width. */
  public static String padded(String line, int width) {
    return line + " ".repeat(Math.max(0, width - columns(line)));
  }

  /** How many columns of a terminal a line takes. */
  public static int columns(String line) {
    return line.codePoints().map(SafeText::columns).sum();
  }

  private static int columns(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  /** Characters of East Asian scripts, and pictures, which terminals draw two columns wide. */
  private static boolean isWide(int character) {
    return switch (Character.UnicodeScript.of(character)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> !isHalfWidth(character);
      default ->
          (character >= 0x3000 && character <= 0x303e)
              || (character >= 0xff01 && character <= 0xff60)
              || (character >= 0xffe0 && character <= 0xffe6)
              || (character >= 0x1f300 && character <= 0x1faff);
    };
  }

  private static boolean isHalfWidth(int character) {
    return character >= 0xff61 && character <= 0xffdc;
  }
}
