package dev.vireo.reports.tracking;

/** Where a run stands, as far as those who look at it care. */
public enum RunState {
  /** Under way, or waiting for somebody. */
  RUNNING,
  /** Done, or at least nobody is at work on it. */
  FINISHED,
  /** The process at work on it ended with an error. */
  FAILED
}
