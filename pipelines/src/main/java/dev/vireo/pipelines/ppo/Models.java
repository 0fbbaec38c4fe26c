package dev.vireo.pipelines.ppo;

import dev.vireo.jobs.policy.PolicyCheckpoint;

/**
 * What an iteration begins with, and ends with.
 *
 * @param policy the actor
 * @param critic the model that values its states
 */
record Models(PolicyCheckpoint policy, PolicyCheckpoint critic) {}
