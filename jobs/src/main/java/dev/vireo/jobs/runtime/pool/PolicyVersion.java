package dev.vireo.jobs.runtime.pool;

import ai.djl.Device;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.policy.FrozenParameters;
import java.io.Serializable;

/** One version of a policy's parameters, as a task can reach it. */
public interface PolicyVersion extends Serializable {

  /** Names the parameters' values: equal keys promise equal bits. */
  String key();

  /** Shape of the policy. */
  ModelConfig config();

  /**
   * The trained parameters as float32, in the order of the policy's layout, or where there is an
   * adaptation of the adapter's; not to be changed.
   */
  float[] parameters();

  /** The parameters outside the heap, for adapters to lie beside. */
  default FrozenParameters frozen(Device device) {
    return FrozenParameters.create(config(), parameters(), device);
  }

  /** What lies under the parameters where they are an adapter's; null where they are the model. */
  default Adaptation adaptation() {
    return null;
  }
}
