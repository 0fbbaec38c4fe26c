package dev.vireo.pipelines.run;

import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;

/** The settings of a run that trains a model with layers: a policy, or a reward model. */
public interface ModelRun extends RunSettings {

  /** Where the model comes from. */
  PolicySettings policy();

  /** What is kept. */
  CheckpointSettings checkpoints();

  /** What the trained model's last hidden state is projected to. */
  default Head head() {
    return new LanguageModelHead();
  }
}
