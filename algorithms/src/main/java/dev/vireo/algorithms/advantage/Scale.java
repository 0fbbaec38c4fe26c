package dev.vireo.algorithms.advantage;

/** What the centred rewards are divided by. */
public enum Scale {
  /** The group's own standard deviation. */
  GROUP,
  /** The standard deviation of all rewards of the batch; the mean taken away stays the group's. */
  BATCH,
  /** Nothing: the size of the rewards' differences is kept, as variance increase wants it. */
  NONE
}
