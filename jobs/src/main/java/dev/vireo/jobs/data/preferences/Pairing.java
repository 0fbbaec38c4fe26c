package dev.vireo.jobs.data.preferences;

/** Which completions of a group make a pair. */
public enum Pairing {
  /** The one of the highest reward against the one of the lowest; of several, the first sampled. */
  BEST_WORST,
  /** Each that exceeds another's reward by the margin, in order of sampling. */
  EVERY,
  /** The first of these. */
  FIRST,
  /** Of completions that begin with the same steps, the best next step against the worst one. */
  STEP
}
