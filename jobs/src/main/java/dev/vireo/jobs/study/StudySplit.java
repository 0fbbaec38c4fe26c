package dev.vireo.jobs.study;

/** Which prompts a study samples. */
public enum StudySplit {
  /** Those that are held out. */
  EVAL,
  /** Those for training, in a seeded order. */
  TRAIN
}
