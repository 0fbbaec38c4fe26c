package dev.vireo.jobs.update;

import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;

/**
 * The datasets an update reads; they share their chunks and the rows within.
 *
 * @param logprobs null where the objective has no reference policy
 */
record IterationData(
    DatasetHandle<Rollout> rollouts,
    DatasetHandle<Advantages> advantages,
    DatasetHandle<Logprobs> logprobs)
    implements Serializable {}
