package dev.vireo.jobs.training;

import java.io.Serializable;

/**
 * How a shard goes through its examples.
 *
 * @param microBatch examples in one forward and backward pass
 * @param temperature by which logits are divided
 * @param gradientCheckpointing whether layers are computed again on the way back
 * @param statistics whether the loss is given statistics of each token's distribution
 */
record Pass(int microBatch, double temperature, boolean gradientCheckpointing, boolean statistics)
    implements Serializable {}
