package dev.vireo.models.tokenizer;

/**
 * The characters by which byte-level tokenizers represent bytes in their JSON files: printable
 * Latin-1 characters represent themselves; the other 68 bytes, in ascending order, become U+0100,
 * U+0101 and so on.
 */
final class ByteAlphabet {
  private static final int BYTES = 256;
  private static final char[] SPELLING = new char[BYTES];

  static {
    char next = BYTES;
    for (int value = 0; value < BYTES; value++) {
      boolean printable = (value > ' ' && value <= '~') || (value > 0xa0 && value != 0xad);
      SPELLING[value] = printable ? (char) value : next++;
    }
  }

  private ByteAlphabet() {}

  static String spell(byte[] bytes) {
    char[] spelled = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      spelled[i] = SPELLING[bytes[i] & 0xff];
    }
    return new String(spelled);
  }
}
