package dev.vireo.jobs.torch;

/** What computes gradients and makes optimizer steps. */
public enum TrainingEngine {
  /** The engine that comes with Vireo, in the executors' own processes. */
  LOCAL,

  /** Workers of torch beside the tasks of a barrier stage. */
  TORCH
}
