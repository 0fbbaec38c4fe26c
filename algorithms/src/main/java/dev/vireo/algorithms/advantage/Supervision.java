package dev.vireo.algorithms.advantage;

/** What of a completion is rewarded. */
public enum Supervision {
  /** The whole: all of its tokens have one advantage. */
  OUTCOME,
  /** Its steps: a token's advantage comes from the steps that end at it or after. */
  PROCESS
}
