package dev.vireo.chaos;

/** A demand on a run that did not hold. The message names the run's folder or log. */
final class Unmet extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unmet(String message) {
    super(message);
  }

  /** Throws {@code message} unless the demand holds. */
  static void unless(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new Unmet(String.format(message, values));
    }
  }
}
