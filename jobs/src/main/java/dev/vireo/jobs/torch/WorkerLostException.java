package dev.vireo.jobs.torch;

/**
 * A worker ended or hung, or the stage of the workers failed otherwise. The message is one line;
 * another attempt may do better.
 */
public final class WorkerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure described by {@code message}, caused by {@code cause}. */
  public WorkerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
