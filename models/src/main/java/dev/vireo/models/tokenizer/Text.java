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

  /**
   * The text of bytes. Each longest prefix of a character that breaks off, and each byte that
   * begins none, becomes one U+FFFD: the practice that Unicode recommends and that Hugging Face's
   * library follows. Java's own decoder counts some broken characters differently.
   */
  static String decodeUtf8(byte[] bytes) {
    int size = bytes.length;
    StringBuilder text = new StringBuilder(size);
    int at = 0;
    while (at < size) {
      int lead = bytes[at++] & 0xff;
      if (lead < 0x80) {
        text.append((char) lead);
        continue;
      }
      int following = following(lead);
      int codePoint = lead & (0x3f >> following);
      int taken = 0;
      while (taken < following && at < size && continues(lead, taken, bytes[at] & 0xff)) {
        codePoint = (codePoint << 6) | (bytes[at++] & 0x3f);
        taken++;
      }
      text.appendCodePoint(following > 0 && taken == following ? codePoint : REPLACEMENT);
    }
    return text.toString();
  }

  /** How many bytes follow a lead byte; 0 for bytes that begin no character. */
  private static int following(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      return 2;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
  }

  /**
   * Whether a byte may follow: the second one's range excludes long forms, surrogates and what is
   * above U+10FFFF.
   */
  private static boolean continues(int lead, int taken, int next) {
    int lowest = 0x80;
    int highest = 0xbf;
    if (taken == 0) {
      switch (lead) {
        case 0xe0 -> lowest = 0xa0;
        case 0xed -> highest = 0x9f;
        case 0xf0 -> lowest = 0x90;
        case 0xf4 -> highest = 0x8f;
        default -> {}
      }
    }
    return next >= lowest && next <= highest;
  }
}
