package dev.vireo.models.files;

import dev.vireo.algorithms.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The few lines of text that stand for a large file in a git repository whose files in Git LFS have
 * not been downloaded: the usual state of a model or a data set that was cloned without it.
 */
public final class LfsPointer {
  /** Bytes to read from the start of a file so that a pointer is recognised. */
  public static final int START_BYTES = 64;

  private static final byte[] START =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

  private LfsPointer() {}

  /**
   * Whether these bytes begin a pointer.
   *
   * @param start the first {@link #START_BYTES} bytes of a file, or more, or all that there are
   */
  public static boolean isStart(byte[] start) {
    return start.length >= START.length
        && Arrays.equals(START, 0, START.length, start, 0, START.length);
  }

  /** What to say of a pointer. */
  public static String message(String file) {
    return file
        + ": it is a Git LFS pointer, not the file itself; run git lfs pull in its repository first";
  }

  /**
   * Refuses a pointer.
   *
   * @param file where the bytes come from, for the message
   * @param start as of {@link #isStart}
   * @throws InputException if it is one
   */
  public static void refuse(String file, byte[] start) {
    if (isStart(start)) {
      throw new InputException("Cannot read " + message(file));
    }
  }
}
