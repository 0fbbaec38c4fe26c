package dev.vireo.models.template.values;

import java.util.Locale;

/** Upper and lower case, as in Python's str. */
public final class TextCases {
  private TextCases() {}

  public static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * Capitalizes a text. A first character whose title case differs from its upper case is refused.
   */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    String first = text.substring(0, text.offsetByCodePoints(0, 1));
    String upper = upper(first);
    boolean single = Character.toString(upper.codePointAt(0)).equals(upper);
    if (!single || Character.toTitleCase(first.codePointAt(0)) != upper.codePointAt(0)) {
      throw TemplateFault.unsupported("capitalize of '" + first + "'");
    }
    // Lower case may depend on the preceding letter, so drop the first one only afterwards.
    return upper + lower(text).substring(lower(first).length());
  }

  static String title(String text) {
    requireAscii("title", text);
    StringBuilder titled = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      titled.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = letter;
    }
    return titled.toString();
  }

  public static void requireAscii(String what, String text) {
    if (text.chars().anyMatch(c -> c > 0x7f)) {
      throw TemplateFault.unsupported(what + " of a text that is not ASCII");
    }
  }

  public static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  public static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }
}
