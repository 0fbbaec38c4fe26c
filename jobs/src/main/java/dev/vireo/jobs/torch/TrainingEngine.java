package dev.vireo.jobs.torch;

/** What computes gradients, makes optimizer steps, and scores with models. */
public enum TrainingEngine {
  /** The engine that comes with Vireo, in the executors' own processes. */
  LOCAL,

  /** Workers of torch beside the tasks of a barrier stage. */
  TORCH
}
