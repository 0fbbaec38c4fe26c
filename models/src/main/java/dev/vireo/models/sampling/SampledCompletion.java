package dev.vireo.models.sampling;

/**
 * One completion.
 *
 * @param sampleIndex its place in the group, from 0
 * @param tokenIds the stop token included, if there is one; not copied
 * @param logprobs of each token, under the full softmax at the sampling temperature (1 where it is
 *     0); not copied
 * @param stopped whether a stop token or a stop text ended it; otherwise the longest length or the
 *     context's end did
 */
public record SampledCompletion(
    int sampleIndex, int[] tokenIds, float[] logprobs, boolean stopped) {}
