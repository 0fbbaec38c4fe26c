package dev.vireo.jobs.rescore;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.training.UpdateSettings;
import java.util.function.IntFunction;

/**
 * Which gradients are compared.
 *
 * @param groups groups to take them over, of all iterations together; all where there are no more
 * @param update the run's loss, shards and micro-batches
 * @param temperature the rollouts' sampling temperature
 * @param maxNewTokens longest completion of the rollouts
 * @param policies the policy that an iteration's completions came from; it throws an {@link
 *     dev.vireo.algorithms.InputException} where that is not there
 */
public record GradientSample(
    int groups,
    UpdateSettings update,
    double temperature,
    int maxNewTokens,
    IntFunction<PolicyCheckpoint> policies) {}
