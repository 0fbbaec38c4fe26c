package dev.vireo.pipelines.adjust;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a stream of bytes into lines, without decoding or copying them. The buffer grows to the
 * longest line; a line beyond the limit is passed over, so that a file without line ends cannot
 * exhaust memory.
 */
final class LineReader {

  /** A group of about ten million rewards. */
  static final int LONGEST_LINE = 1 << 28;

  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final int longest;
  private final Runnable beforeWaiting;

  private byte[] buffer = new byte[2 * CHUNK];
  private int start;
  private int end;
  private boolean ended;
  private long number;

  /**
   * @param in the lines; neither buffered nor closed here
   * @param longest the longest line taken, in bytes
   * @param beforeWaiting called when the next read may have to wait for whoever writes the lines
   */
  LineReader(InputStream in, int longest, Runnable beforeWaiting) {
    this.in = in;
    this.longest = longest;
    this.beforeWaiting = beforeWaiting;
  }

  /** The next line, or null at the end. */
  Line next() throws IOException {
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          return take(i, i + 1);
        }
      }
      if (end - start > longest) {
        return passOver();
      }
      searched = end;
      int unread = end - start;
      if (!fill()) {
        return unread == 0 ? null : take(end, end);
      }
      // Filling may have moved the line to the front of the buffer.
      searched = start + unread;
    }
  }

  private Line take(int lineEnd, int next) {
    int lineStart = start;
    if (number == 0
        && lineEnd - lineStart >= 3
        && buffer[lineStart] == (byte) 0xEF
        && buffer[lineStart + 1] == (byte) 0xBB
        && buffer[lineStart + 2] == (byte) 0xBF) {
      lineStart += 3; // A byte order mark, which some editors put before the first line.
    }
    start = next;
    number++;
    return lineEnd - lineStart > longest
        ? new Line(buffer, 0, 0, number, true)
        : new Line(buffer, lineStart, lineEnd - lineStart, number, false);
  }

  private Line passOver() throws IOException {
    number++;
    do {
      for (int i = start; i < end; i++) {
        if (buffer[i] == '\n') {
          start = i + 1;
          return new Line(buffer, 0, 0, number, true);
        }
      }
      start = 0;
      end = 0;
    } while (fill());
    return new Line(buffer, 0, 0, number, true);
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (buffer.length - end < CHUNK) {
      int unread = end - start;
      byte[] target = buffer.length - unread < CHUNK ? grown() : buffer;
      System.arraycopy(buffer, start, target, 0, unread);
      buffer = target;
      start = 0;
      end = unread;
    }
    if (in.available() == 0) {
      beforeWaiting.run();
    }
    int read = in.read(buffer, end, buffer.length - end);
    ended = read < 0;
    end += Math.max(0, read);
    return !ended;
  }

  private byte[] grown() {
    return Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, longest + 2L * CHUNK));
  }
}
