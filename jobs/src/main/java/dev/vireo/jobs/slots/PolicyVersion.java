package dev.vireo.jobs.slots;

import dev.vireo.models.directory.ModelConfig;
import java.io.Serializable;

/** One version of a policy's parameters, as a task can reach it. */
public interface PolicyVersion extends Serializable {

  /** Names the parameters' values: equal keys promise equal bits. */
  String key();

  /** Shape of the policy. */
  ModelConfig config();

  /** The parameters in the order of the policy's layout, as float32; not to be changed. */
  float[] parameters();
}
