package dev.vireo.algorithms;

/**
 * The user's input or configuration is wrong, and nothing in the program can fix it.
 *
 * <p>The message is one line: what is wrong, where, and what to do about it. The command line
 * prints it as it is and exits with code 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message one line: the thing, its value, and what to do
   */
  public InputException(String message) {
    super(message);
  }

  /**
   * Says what is wrong, and what revealed it.
   *
   * @param message one line: the thing, its value, and what to do
   * @param cause what revealed it
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
