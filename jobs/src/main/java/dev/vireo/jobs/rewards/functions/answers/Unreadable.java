package dev.vireo.jobs.rewards.functions.answers;

/**
 * Thrown out of the reader where a text is not an answer, and caught before it leaves the package.
 */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unreadable(String message) {
    super(message, null, false, false);
  }
}
