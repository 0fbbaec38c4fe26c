package dev.vireo.pipelines.run;

import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.ParameterLayout;
import java.util.Optional;

/**
 * A model beside the one that a run trains first.
 *
 * @param role what it is for
 * @param config its shape
 * @param head what its last hidden state is projected to
 * @param adapter what alone is, or was, trained of it; null where there is none
 * @param frozen what of it no task changes; empty where each task has all of the model for itself
 */
public record SideModel(
    Role role, ModelConfig config, Head head, LoraSettings adapter, Optional<Frozen> frozen) {

  /**
   * Parameters that an executor has once, also for other models that name the same.
   *
   * @param name tells them apart
   * @param parameters how many there are
   */
  public record Frozen(String name, long parameters) {

    /** A model's parameters. */
    public static Frozen of(String name, ModelConfig config, Head head) {
      return new Frozen(name, ParameterLayout.of(config, head).size());
    }
  }
}
