package dev.vireo.jobs.rewards.functions;

/** Where a completion's number may stand. */
public enum AnswerForm {
  /** Behind the marker, or else anywhere. */
  FREE_TEXT,
  /** Behind the marker alone. */
  MARKER,
  /** The completion is a number and nothing else. */
  WHOLE
}
