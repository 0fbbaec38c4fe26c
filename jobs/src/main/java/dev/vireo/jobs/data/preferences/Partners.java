package dev.vireo.jobs.data.preferences;

/** Whose completion serves as the mismatched one of KTO's baseline. */
public enum Partners {
  /**
   * Another prompt's, fixed once over the whole dataset by hashes: every completion serves once,
   * regardless of the order of the rows and the size of a step. Only if one prompt has more than
   * half of the examples do some get a completion of their own prompt.
   */
  HASH,

  /**
   * The one before in a block of consecutive examples, the last one's for the first. As TRL does,
   * whose block is the micro-batch.
   */
  BLOCKS,

  /** Nobody's: for losses without such a baseline. */
  NONE
}
