package dev.vireo.pipelines.adjust;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.files.LfsPointer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/** Looks at how an input begins, where that tells that none of its lines can be read. */
public final class TextStart {
  private TextStart() {}

  /**
   * The same input, unless its first bytes are those of a Git LFS pointer or of UTF-16.
   *
   * @param source what the input is called, for the message
   * @throws InputException if they are
   */
  public static InputStream checked(InputStream in, String source) throws IOException {
    byte[] start = new byte[LfsPointer.START_BYTES];
    // One read: whoever writes to a pipe may wait for the answer to a short line.
    int length = Math.max(0, in.read(start));
    start = Arrays.copyOf(start, length);
    LfsPointer.refuse("groups: " + source, start);
    if (isUtf16(start)) {
      throw new InputException(
          "Cannot read groups: "
              + source
              + " is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8 does that)");
    }
    // Not pushed back: a stream with bytes pushed back waits for more before it gives them.
    return new SequenceInputStream(new ByteArrayInputStream(start), in);
  }

  /** By its byte order mark, or by a zero next to the first letter, which JSON never has. */
  private static boolean isUtf16(byte[] start) {
    if (start.length < 2) {
      return false;
    }
    int first = start[0] & 0xff;
    int second = start[1] & 0xff;
    boolean mark = (first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff);
    return mark || (first == 0) != (second == 0);
  }
}
