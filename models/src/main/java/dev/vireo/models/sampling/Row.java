package dev.vireo.models.sampling;

import java.util.Arrays;

/** A completion in the making. */
final class Row {
  private final int sampleIndex;
  private final long key;
  private final int limit;
  private int[] tokenIds = new int[16];
  private float[] logprobs = new float[16];
  private int length;
  private boolean stopped;

  /**
   * @param sampleIndex its place in the group
   * @param key of its randomness
   * @param limit the longest it may become
   */
  Row(int sampleIndex, long key, int limit) {
    this.sampleIndex = sampleIndex;
    this.key = key;
    this.limit = limit;
  }

  /** Adds a token, which may end the completion, as may a text that it completes. */
  void add(int tokenId, double logprob, SampleRequest request) {
    if (length == tokenIds.length) {
      tokenIds = Arrays.copyOf(tokenIds, 2 * length);
      logprobs = Arrays.copyOf(logprobs, 2 * length);
    }
    tokenIds[length] = tokenId;
    logprobs[length] = (float) logprob;
    length++;
    stopped = request.endsAt(tokenId) || request.stopStrings().end(tokenIds, length);
  }

  boolean active() {
    return !stopped && length < limit;
  }

  long key() {
    return key;
  }

  /** Tokens so far. */
  int length() {
    return length;
  }

  int lastToken() {
    return tokenIds[length - 1];
  }

  SampledCompletion completion() {
    return new SampledCompletion(
        sampleIndex, Arrays.copyOf(tokenIds, length), Arrays.copyOf(logprobs, length), stopped);
  }
}
