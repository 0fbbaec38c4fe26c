package dev.vireo.models.tokenizer;

import java.nio.charset.StandardCharsets;

/** What Java's strings may hold and UTF-8 may not. */
final class Text {
  private static final char REPLACEMENT = '\uFFFD';

  private Text() {}

  /**
   * The text with every unpaired surrogate replaced by U+FFFD; the text itself where there is none.
   */
  static String withoutLoneSurrogates(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        if (repaired == null) {
          repaired = new StringBuilder(text);
        }
        repaired.setCharAt(i, REPLACEMENT);
      }
    }
    return repaired == null ? text : repaired.toString();
  }

  static byte[] utf8(String text) {
    return withoutLoneSurrogates(text).getBytes(StandardCharsets.UTF_8);
  }
}
