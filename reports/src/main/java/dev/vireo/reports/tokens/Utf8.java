package dev.vireo.reports.tokens;

/** Where characters end in bytes. */
final class Utf8 {

  private static final int LONGEST = 4;

  private Utf8() {}

  /** How many bytes there are without a character that has begun and could still go on. */
  static int wholeCharacters(byte[] bytes) {
    for (int back = 1; back < LONGEST && back <= bytes.length; back++) {
      int value = bytes[bytes.length - back] & 0xff;
      if (value < 0x80) {
        return bytes.length;
      }
      if (value >= 0xc0) {
        int length = value >= 0xf0 ? LONGEST : value >= 0xe0 ? 3 : 2;
        return length > back ? bytes.length - back : bytes.length;
      }
    }
    return bytes.length;
  }
}
