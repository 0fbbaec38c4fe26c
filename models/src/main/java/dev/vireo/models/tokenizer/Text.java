package dev.vireo.models.tokenizer;

import java.nio.charset.StandardCharsets;

/** Conversions between Java's strings and UTF-8, which cannot represent lone surrogates. */
final class Text {
  private static final char REPLACEMENT = '\uFFFD';

  private Text() {}

  /** The text with each lone surrogate replaced by U+FFFD. */
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
   * Decodes UTF-8. Each maximal prefix of a truncated character, and each byte that cannot start
   * one, becomes one U+FFFD, as Unicode recommends and Hugging Face's library does. Java's own
   * decoder counts some malformed characters differently.
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

  /** Number of bytes that follow a lead byte; 0 for bytes that do not start a character. */
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
   * Whether a byte can continue a character. The range of the second byte excludes overlong forms,
   * surrogates and code points above U+10FFFF.
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
