package dev.vireo.pipelines.adjust;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.io.OutputStream;

/** Collects text and numbers as bytes, and hands them on in large pieces. */
final class LineWriter {

  private static final int SIZE = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[SIZE];
  private int count;

  private long lastBits = Double.doubleToRawLongBits(0);
  private String last = "0.0";
  private long beforeBits = lastBits;
  private String before = last;

  LineWriter(OutputStream out) {
    this.out = out;
  }

  void ascii(String text) throws IOException {
    int length = text.length();
    if (SIZE - count < length) {
      drain();
    }
    for (int i = 0; i < length; i++) {
      buffer[count++] = (byte) text.charAt(i);
    }
  }

  /**
   * The shortest decimal that reads back as the same double. The last two are remembered: nearly
   * all of a group's adjusted rewards are one of its two bounds.
   */
  void number(double value) throws IOException {
    long bits = Double.doubleToRawLongBits(value);
    if (bits != lastBits) {
      long olderBits = lastBits;
      String older = last;
      lastBits = bits;
      last = bits == beforeBits ? before : NumberOutput.toString(value, true);
      beforeBits = olderBits;
      before = older;
    }
    ascii(last);
  }

  void bytes(byte[] bytes, int start, int length) throws IOException {
    if (SIZE - count < length) {
      drain();
    }
    if (length > SIZE) {
      out.write(bytes, start, length);
    } else {
      System.arraycopy(bytes, start, buffer, count, length);
      count += length;
    }
  }

  void flush() throws IOException {
    drain();
    out.flush();
  }

  private void drain() throws IOException {
    out.write(buffer, 0, count);
    count = 0;
  }
}
