package dev.vireo.models.files;

import dev.vireo.algorithms.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A Git LFS pointer: the few lines of text that stand for a large file in a repository whose files
 * have not been downloaded. Common for a model or dataset that was cloned without Git LFS.
 */
public final class LfsPointer {
  /** Number of bytes at the start of a file that suffice to recognise a pointer. */
  public static final int START_BYTES = 64;

  private static final byte[] START =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

  private LfsPointer() {}

  /**
   * Whether these bytes are the start of a pointer.
   *
   * @param start at least the first {@link #START_BYTES} bytes of a file, or all of a shorter file
   */
  public static boolean isStart(byte[] start) {
    return start.length >= START.length
        && Arrays.equals(START, 0, START.length, start, 0, START.length);
  }

  /** The error message for a pointer. */
  public static String message(String file) {
    return file
        + ": it is a Git LFS pointer, not the file itself; run git lfs pull in its repository first";
  }

  /**
   * Throws if a file is a pointer.
   *
   * @param file name of the file, for the message
   * @param start as in {@link #isStart}
   * @throws InputException if it is a pointer
   */
  public static void refuse(String file, byte[] start) {
    if (isStart(start)) {
      throw new InputException("Cannot read " + message(file));
    }
  }
}
