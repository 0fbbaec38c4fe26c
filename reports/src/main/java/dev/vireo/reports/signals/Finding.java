package dev.vireo.reports.signals;

/**
 * Something about a run's signal that a person should look at.
 *
 * @param signal its name, such as {@code near-ties}
 * @param iteration the iteration in which it began
 * @param message what was measured, with the number
 * @param cause what usually causes it
 * @param cure what to try, with the names of settings
 */
public record Finding(String signal, int iteration, String message, String cause, String cure) {}
