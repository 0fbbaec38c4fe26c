package dev.vireo.models.template.syntax;

import dev.vireo.models.template.values.TemplateFault;

/** Decodes Python's string escapes. */
final class StringLiteral {
  private static final int OCTAL_DIGITS = 3;

  private final String raw;
  private final int line;
  private final StringBuilder value = new StringBuilder();

  private StringLiteral(String raw, int line) {
    this.raw = raw;
    this.line = line;
  }

  /** The value of a string, given without its quotes; unknown escapes are kept unchanged. */
  static String value(String raw, int line) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringLiteral literal = new StringLiteral(raw, line);
    int position = 0;
    while (position < raw.length()) {
      char c = raw.charAt(position);
      if (c == '\\') {
        position = literal.escape(position + 1);
      } else {
        literal.value.append(c);
        position++;
      }
    }
    return literal.value.toString();
  }

  /**
   * Decodes an escape.
   *
   * @param place index of the letter after the backslash
   * @return index after the escape
   */
  private int escape(int place) {
    char letter = raw.charAt(place);
    switch (letter) {
      case '\n' -> {}
      case '\\', '\'', '"' -> value.append(letter);
      case 'a' -> value.append('\u0007');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'v' -> value.append('\u000b');
      case 'x' -> {
        return code(place + 1, 2);
      }
      case 'u' -> {
        return code(place + 1, 4);
      }
      case 'U' -> {
        return code(place + 1, 8);
      }
      case 'N' ->
          throw new TemplateFault(
              TemplateFault.Kind.UNSUPPORTED, "the escape '\\N' in a string", line);
      default -> {
        if (letter >= '0' && letter <= '7') {
          return octal(place);
        }
        value.append('\\').append(letter);
      }
    }
    return place + 1;
  }

  private int code(int start, int digits) {
    int end = start + digits;
    if (end > raw.length() || !raw.substring(start, end).matches("[0-9a-fA-F]+")) {
      throw TemplateFault.syntax("an escape in a string without its digits", line);
    }
    long code = Long.parseLong(raw.substring(start, end), 16);
    if (code > Character.MAX_CODE_POINT) {
      throw TemplateFault.syntax(
          "an escape in a string that is not a valid character: expected at most U+10FFFF", line);
    }
    value.appendCodePoint((int) code);
    return end;
  }

  private int octal(int start) {
    int end = start;
    int code = 0;
    while (end < raw.length()
        && end < start + OCTAL_DIGITS
        && raw.charAt(end) >= '0'
        && raw.charAt(end) <= '7') {
      code = code * 8 + raw.charAt(end) - '0';
      end++;
    }
    value.append((char) code);
    return end;
  }
}
