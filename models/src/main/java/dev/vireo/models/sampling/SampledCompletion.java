package dev.vireo.models.sampling;

import java.util.Arrays;

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
    int sampleIndex, int[] tokenIds, float[] logprobs, boolean stopped) {

  /** This, or its first tokens where it is longer: then it did not stop. */
  public SampledCompletion upTo(int tokens) {
    return tokenIds.length <= tokens
        ? this
        : new SampledCompletion(
            sampleIndex, Arrays.copyOf(tokenIds, tokens), Arrays.copyOf(logprobs, tokens), false);
  }
}
