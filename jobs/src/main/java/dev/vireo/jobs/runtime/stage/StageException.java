package dev.vireo.jobs.runtime.stage;

import dev.vireo.store.files.StorageException;

/**
 * A stage failed for a reason that is neither its input nor the storage: a defect, or a machine
 * that went away. The message is one line that names the stage and the chunk.
 */
public final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure described by {@code message}, caused by {@code cause}. */
  public StageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The failure below Spark's own, which lists attempts and stack traces.
   *
   * @param what failed, for a message without a line of its own
   */
  public static StageException of(String what, Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StageException known) {
        return new StageException(known.getMessage(), failure);
      }
      root = cause;
    }
    return new StageException(what + ": " + StorageException.firstLine(root), failure);
  }
}
