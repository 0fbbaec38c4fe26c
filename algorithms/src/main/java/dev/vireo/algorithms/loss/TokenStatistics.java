package dev.vireo.algorithms.loss;

/**
 * What metrics want to know of the distribution each given token was drawn from; no gradient flows
 * through it. The arrays are not copied.
 *
 * @param entropies [B][T_i], in nats
 * @param meanLogits [B][T_i], mean over the vocabulary of the logits before the softmax
 * @param mostLikely [B][T_i], 1 where the given token is the most likely one, else 0
 */
public record TokenStatistics(double[][] entropies, double[][] meanLogits, double[][] mostLikely) {}
