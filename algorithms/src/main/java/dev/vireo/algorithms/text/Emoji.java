package dev.vireo.algorithms.text;

/**
 * Counts emoji as people see them: a sequence of code points that is drawn as one emoji counts once
 * (a flag, a family, a hand with a skin tone).
 *
 * <p>Java 17 has no property for emoji. They are recognised by Unicode's blocks for pictographs,
 * dingbats and miscellaneous symbols, which include check marks and stars; by the characters of
 * other blocks that are drawn as emoji by default (Unicode's Emoji_Presentation); and by the
 * variation selector that requests an emoji.
 */
final class Emoji {

  private static final int JOINER = 0x200D;
  private static final int EMOJI_SELECTOR = 0xFE0F;
  private static final int KEYCAP = 0x20E3;

  /** The first and last code point of each range. */
  private static final int[] PICTOGRAPHS = {
    0x231A, 0x231B, // watch, hourglass
    0x23E9, 0x23F3, // fast-forward to hourglass
    0x25FD, 0x25FE, // squares
    0x2600, 0x27BF, // miscellaneous symbols, dingbats
    0x2B1B, 0x2B1C, // large squares
    0x2B50, 0x2B50, // star
    0x2B55, 0x2B55, // circle
    0x1F004, 0x1F004, // mahjong tile
    0x1F0CF, 0x1F0CF, // joker
    0x1F300, 0x1F3FA, // symbols and pictographs, up to the skin tones
    0x1F400, 0x1F64F, // the rest of them, emoticons
    0x1F680, 0x1F6FF, // transport and maps
    0x1F7E0, 0x1F7F0, // coloured circles and squares
    0x1F900, 0x1F9FF, // supplemental symbols
    0x1FA70, 0x1FAFF, // symbols extended
  };

  private Emoji() {}

  static int count(String text) {
    int count = 0;
    int before = 0;
    boolean counted = false;
    boolean flagOpen = false;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      boolean second = flagOpen && isFlagLetter(point);
      boolean begins =
          isPictograph(point)
              || isFlagLetter(point) && !second
              || point == KEYCAP
              || point == EMOJI_SELECTOR && !counted && !isKeycapBase(before);
      boolean joined = before == JOINER && counted;
      if (begins && !joined) {
        count++;
      }
      flagOpen = isFlagLetter(point) && !second;
      counted = begins || isAttached(point) && counted;
      before = point;
    }
    return count;
  }

  /** Whether a code point belongs to the emoji before it. */
  private static boolean isAttached(int point) {
    return point == JOINER || point == EMOJI_SELECTOR || point >= 0x1F3FB && point <= 0x1F3FF;
  }

  private static boolean isFlagLetter(int point) {
    return point >= 0x1F1E6 && point <= 0x1F1FF;
  }

  /** Whether a code point is the base of a keycap, which is counted at its enclosing box. */
  private static boolean isKeycapBase(int point) {
    return point >= '0' && point <= '9' || point == '#' || point == '*' || point == 0;
  }

  private static boolean isPictograph(int point) {
    if (point < PICTOGRAPHS[0]) {
      return false;
    }
    for (int i = 0; i < PICTOGRAPHS.length; i += 2) {
      if (point >= PICTOGRAPHS[i] && point <= PICTOGRAPHS[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
