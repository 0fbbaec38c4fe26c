package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.runtime.devices.TaskCompute;
import dev.vireo.models.parameters.FloatFormat;

/** The format in which a reward model multiplies matrices. */
public enum ScoringCompute {
  /** float32, whatever the run's models do. */
  F32,
  /** The run's own. */
  RUN;

  /** The format on this machine. */
  FloatFormat products() {
    return this == RUN ? TaskCompute.products() : FloatFormat.FLOAT32;
  }
}
