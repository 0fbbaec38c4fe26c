package dev.vireo.algorithms.loss.reward;

import java.io.Serializable;

/**
 * What a loss knows of a single completion, whose row has one output, the reward.
 *
 * @param rating what the completion is worth: 1 or 0 where it is a label, good or bad
 */
public record RatedExample(double rating) implements Serializable {}
