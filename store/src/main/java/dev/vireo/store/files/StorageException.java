package dev.vireo.store.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * A file cannot be read or written for a reason outside the configuration, such as a full disk, a
 * missing permission or an unavailable server. The message is one line.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure with this message. */
  public StorageException(String message) {
    super(message);
  }

  /** A failure with this message and cause. */
  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure to {@code action} ("write", "read") the file at {@code location}. */
  public static StorageException of(String action, String location, IOException cause) {
    if (isFull(cause)) {
      return new StorageException(
          "No space left on device to "
              + action
              + " "
              + location
              + ": free some space and run again; every finished chunk is kept",
          cause);
    }
    return new StorageException(
        "Cannot " + action + " " + location + ": " + firstLine(cause), cause);
  }

  /** Whether {@code cause} reports a full disk, in any of the usual ways. */
  private static boolean isFull(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String text = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("no space left on device")
          || text.contains("disk quota exceeded")
          || text.contains("not enough space")
          || each.getClass().getSimpleName().endsWith("QuotaExceededException")) {
        return true;
      }
    }
    return false;
  }

  /** A one-line description of a failed read or write, without a stack trace. */
  public static String firstLine(Throwable cause) {
    return StoreErrors.reason(cause).orElseGet(() -> ownLine(cause));
  }

  private static String ownLine(Throwable cause) {
    String message = cause.getMessage();
    if (message != null && message.contains("authenticate via:[TOKEN, KERBEROS]")) {
      return "no Kerberos ticket: kinit, or give spark-submit --principal and --keytab";
    }
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    String line = message.strip().lines().findFirst().orElseThrow();
    if (cause instanceof FileSystemException file && file.getReason() == null) {
      // The exception's message is only the path.
      return switch (cause.getClass().getSimpleName()) {
        case "AccessDeniedException" -> "permission denied";
        case "NoSuchFileException" -> "there is no such file or folder";
        case "FileAlreadyExistsException" -> "a file is in the way";
        default -> cause.getClass().getSimpleName() + ": " + line;
      };
    }
    return cause instanceof RuntimeException || cause instanceof Error
        ? cause.getClass().getSimpleName() + ": " + line
        : line;
  }
}
