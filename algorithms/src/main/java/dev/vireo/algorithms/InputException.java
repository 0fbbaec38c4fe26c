package dev.vireo.algorithms;

/**
 * An error in the user's input or configuration, which the program cannot correct.
 *
 * <p>The message is one line: what is wrong, where, and what to do about it. The command line
 * prints it unchanged and exits with code 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Reports what is wrong.
   *
   * @param message one line: the thing, its value, and what to do
   */
  public InputException(String message) {
    super(message);
  }

  /**
   * Reports what is wrong, with the exception that revealed it.
   *
   * @param message one line: the thing, its value, and what to do
   * @param cause the exception that revealed it
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
