package dev.vireo.pipelines.adjust;

/**
 * One line of a {@link LineReader}: a window into its buffer, good until the next line is read.
 *
 * @param bytes the buffer; not copied
 * @param start where the line begins
 * @param length its bytes, without the line's end
 * @param number counted from 1
 * @param tooLong whether the line is longer than the reader takes; then it is empty here
 */
record Line(byte[] bytes, int start, int length, long number, boolean tooLong) {

  /** Whether nothing but white space is in it. */
  boolean isBlank() {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return !tooLong;
  }
}
