package dev.vireo.algorithms.sampling;

/** Orders that depend only on a seed. */
public final class SeededOrder {
  private SeededOrder() {}

  /**
   * A permutation of 0 to size - 1, drawn uniformly.
   *
   * @param size number of elements
   * @param seed the run's seed
   * @param stream selects one of the seed's permutations, for example by epoch or step
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
      // Numbers beyond the last full multiple of i + 1 would favour small remainders.
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
   * The indices for one iteration.
   *
   * @see SeededBatches#of
   */
  public static int[] batch(int size, int perIteration, int iteration, long seed) {
    return new SeededBatches(size, perIteration, seed).of(iteration);
  }
}
