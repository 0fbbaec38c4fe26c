package dev.vireo.jobs.runtime.pool;

import dev.vireo.jobs.runtime.devices.TaskCompute;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.parameters.ParameterSet;
import java.io.Serializable;
import java.util.Optional;

/** One version of a model's parameters, as a task can reach it. */
public interface ModelVersion extends Serializable {

  /** Names the parameters' values: equal keys promise equal bits. */
  String key();

  /** Shape of the decoder. */
  ModelConfig config();

  /** What the decoder's last hidden state is projected to. */
  default Head head() {
    return new LanguageModelHead();
  }

  /**
   * The parameters that may be trained, in the order of their layout: the adapter's where there is
   * one, else the model's. Not to be changed.
   */
  ParameterSet parameters();

  /** Whether the parameters are never trained, so that all slots can share one copy. */
  default boolean isFrozen() {
    return false;
  }

  /** A new copy of the model's parameters outside the heap. */
  default FrozenParameters frozen(Compute compute) {
    return FrozenParameters.create(config(), head(), parameters(), compute);
  }

  /** What lies under the parameters where they are an adapter's. */
  default Optional<Adaptation> adaptation() {
    return Optional.empty();
  }

  /** Where and how a task computes with it. */
  default Compute compute() {
    return TaskCompute.here();
  }
}
