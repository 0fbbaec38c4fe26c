package dev.vireo.jobs.runtime.stage;

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
}
