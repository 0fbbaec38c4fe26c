package dev.vireo.algorithms.sampling;

/**
 * Randomness as a function of its purpose: a counter-based generator, which hashes (seed,
 * iteration, prompt, sample, position) with the finalizer of SplitMix64 (Steele, Lea and Flood,
 * 2014).
 */
public final class SamplingKey {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * Odd, so that distinct values stay distinct; also keeps value and key from being
   * interchangeable.
   */
  private static final long STEP = 0xD1342543DE82EF95L;

  private SamplingKey() {}

  /**
   * The prompt's part of the key.
   *
   * @param promptId the prompt's id
   * @return 64 bits, the same on every machine
   */
  public static long promptKey(String promptId) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < promptId.length(); i++) {
      hash = (hash ^ promptId.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash + promptId.length());
  }

  /**
   * The completion's part of the key, which lacks only the position.
   *
   * @param seed the run's seed
   * @param iteration the iteration
   * @param promptKey {@link #promptKey} of the prompt's id
   * @param sampleIndex the completion's index in its group
   * @return 64 bits
   */
  public static long completionKey(long seed, int iteration, long promptKey, int sampleIndex) {
    long key = absorb(seed, iteration);
    key = absorb(key, promptKey);
    return absorb(key, sampleIndex);
  }

  /**
   * The uniform number for one token.
   *
   * @param completionKey the result of {@link #completionKey}
   * @param position the token's index in the completion
   * @return a number in [0, 1), a multiple of 2^-53
   */
  public static double uniform(long completionKey, int position) {
    return (absorb(completionKey, position) >>> 11) * 0x1p-53;
  }

  /**
   * A seed for an iteration's own order.
   *
   * @param seed the run's seed
   * @param iteration the iteration
   * @return 64 bits
   */
  public static long iterationKey(long seed, int iteration) {
    return absorb(seed, iteration);
  }

  /** A hash of the key so far and one more number. */
  static long absorb(long key, long value) {
    return mix(mix(key + GOLDEN) + value * STEP);
  }

  static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
