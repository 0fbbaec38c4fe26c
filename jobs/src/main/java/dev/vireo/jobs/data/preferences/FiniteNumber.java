package dev.vireo.jobs.data.preferences;

/** Reads numbers of a source. */
final class FiniteNumber {
  private FiniteNumber() {}

  /** The number in a text; null if there is none, or one that is not finite. */
  static Double of(String text) {
    try {
      double value = text == null ? Double.NaN : Double.parseDouble(text.strip());
      return Double.isFinite(value) ? Double.valueOf(value) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
