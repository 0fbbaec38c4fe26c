package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.Partition;

/** A run's first rollouts, by which a single stage knows what the run began with. */
public interface FirstRollouts {

  /** Where they are. */
  Partition<Rollout> partition();

  /** What decides them, for a run that begins with these prompts and this policy. */
  Fingerprint declared(Prompts prompts, PolicyCheckpoint policy);
}
