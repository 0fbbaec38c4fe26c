package dev.vireo.jobs.runtime;

/**
 * A run cannot go on before somebody else has done their part, such as computing rewards outside.
 * Nothing is wrong: the same command goes on once that is there.
 *
 * <p>The message is one line: what is missing, and who makes it. The command line prints it as it
 * is and exits with code 75, as programs do that are to be tried again later.
 */
public final class WaitingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is waited for. */
  public WaitingException(String message) {
    super(message);
  }
}
