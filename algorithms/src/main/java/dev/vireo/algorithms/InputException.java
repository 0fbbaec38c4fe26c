package dev.vireo.algorithms;

/**
 * The user's input or configuration is wrong. The message is one clear line: what is wrong, where,
 * and what to do about it.
 */
public final class InputException extends RuntimeException {
  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
