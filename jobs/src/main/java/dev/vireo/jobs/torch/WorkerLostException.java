package dev.vireo.jobs.torch;

/** A worker ended or hung. The message is one line; another attempt may do better. */
public final class WorkerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WorkerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
