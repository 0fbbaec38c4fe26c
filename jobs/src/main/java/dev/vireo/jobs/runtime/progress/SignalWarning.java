package dev.vireo.jobs.runtime.progress;

/**
 * Something that is wrong with a run's learning signal.
 *
 * @param signal its name, such as {@code near-ties}
 * @param iteration the iteration in which it began
 * @param message what was measured
 * @param cause what usually causes it
 * @param cure what to try
 */
public record SignalWarning(
    String signal, int iteration, String message, String cause, String cure) {

  /** All of it in one line. */
  public String line() {
    return "%s since iteration %d: %s. Cause: %s. Cure: %s"
        .formatted(signal, iteration, message, cause, cure);
  }
}
