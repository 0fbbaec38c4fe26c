package dev.vireo.algorithms.sampling;

/** Orders that depend on a seed and nothing else. */
public final class SeededOrder {
  private SeededOrder() {}

  /**
   * A permutation of 0 to size - 1, each as likely as any other.
   *
   * @param size how many
   * @param seed the run's seed
   * @param stream which of the seed's permutations, such as an epoch or a step
   * @return [size] every number once
   */
  public static int[] permutation(int size, long seed, long stream) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    long key = SamplingKey.absorb(SamplingKey.absorb(seed, stream), size);
    long counter = 0;
    for (int i = size - 1; i > 0; i--) {
      // Numbers past the last whole multiple of i + 1 would favour small remainders.
      long bound = i + 1L;
      long bits = SamplingKey.absorb(key, counter++) >>> 1;
      while (bits - bits % bound > Long.MAX_VALUE - bound + 1) {
        bits = SamplingKey.absorb(key, counter++) >>> 1;
      }
      int j = (int) (bits % bound);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /**
   * The places one iteration takes.
   *
   * @see SeededBatches#of
   */
  public static int[] batch(int size, int perIteration, int iteration, long seed) {
    return new SeededBatches(size, perIteration, seed).of(iteration);
  }
}
