package dev.vireo.reports.tracking;

/** A tracker that could not be brought up to date: one line that names it and says why. */
public final class TrackingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrackingException(String message) {
    super(message);
  }
}
