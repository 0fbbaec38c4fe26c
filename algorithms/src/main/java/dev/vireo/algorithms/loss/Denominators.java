package dev.vireo.algorithms.loss;

import java.io.Serializable;

/**
 * What a step counts, over all of its micro-batches and shards; the denominators of its loss.
 *
 * @param examples examples, in the loss's unit
 * @param sequences sequences
 * @param tokens completion tokens of all sequences
 * @param preferredTokens completion tokens of the first sequence of each example
 * @param preferredOutputs outputs of the first sequence of each example: its completion tokens, and
 *     those of its prompt where the loss asks for them ({@code orpo}'s likelihood)
 * @param microBatches micro-batches
 * @param maxCompletionLength longest completion allowed; 0 if nothing asks for it
 */
public record Denominators(
    long examples,
    long sequences,
    long tokens,
    long preferredTokens,
    long preferredOutputs,
    int microBatches,
    int maxCompletionLength)
    implements Serializable {}
