package dev.vireo.browser;

/** A demand on a page that did not hold. */
final class Unmet extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private Unmet(String message) {
    super(message);
  }

  /** Throws {@code message} unless the demand holds. */
  static void unless(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new Unmet(String.format(message, values));
    }
  }
}
