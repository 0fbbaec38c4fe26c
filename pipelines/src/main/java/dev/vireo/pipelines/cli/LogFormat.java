package dev.vireo.pipelines.cli;

/** How standard error is written. */
public enum LogFormat {
  /** Lines for people. */
  TEXT,
  /** One JSON object a line, for log collectors. */
  JSON
}
