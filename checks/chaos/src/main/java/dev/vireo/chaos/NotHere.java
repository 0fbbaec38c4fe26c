package dev.vireo.chaos;

/** This machine lacks what a fault takes, such as a right. The message says what. */
final class NotHere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotHere(String message) {
    super(message);
  }
}
