package dev.vireo.algorithms.sampling;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;

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
   * The places an iteration takes: the next ones in a seeded order that is reshuffled each time all
   * have been taken. Every place comes once per epoch, and never twice in one iteration: where an
   * iteration spans two epochs, places it has taken from the first come later in the second.
   *
   * @param size how many places there are
   * @param perIteration how many an iteration takes, at most size
   * @param iteration the iteration, from 1
   * @param seed the run's seed
   * @return [perIteration] places
   * @throws InputException where an iteration would take more than there are
   */
  public static int[] batch(int size, int perIteration, int iteration, long seed) {
    if (perIteration < 1 || perIteration > size) {
      throw new InputException(
          "An iteration cannot take "
              + perIteration
              + " of "
              + size
              + " prompts: it takes at least 1, and none twice");
    }
    if (iteration < 1) {
      throw new InputException("Iterations count from 1: there is no iteration " + iteration);
    }
    long first = (iteration - 1L) * perIteration;
    long epoch = first / size;
    int offset = (int) (first % size);
    int[] order = epoch(size, perIteration, epoch, seed);
    int[] batch = Arrays.copyOfRange(order, offset, offset + perIteration);
    int taken = size - offset;
    if (taken < perIteration) {
      int[] next = epoch(size, perIteration, epoch + 1, seed);
      System.arraycopy(next, 0, batch, taken, perIteration - taken);
    }
    return batch;
  }

  /** An epoch's order: a permutation, put right where an iteration reaches into it. */
  private static int[] epoch(int size, int perIteration, long epoch, long seed) {
    int[] order = permutation(size, seed, 0);
    boolean[] taken = new boolean[size];
    for (long e = 1; e <= epoch; e++) {
      int[] next = permutation(size, seed, e);
      int left = (int) ((e * size) % perIteration);
      if (left > 0) {
        Arrays.fill(taken, false);
        for (int i = size - left; i < size; i++) {
          taken[order[i]] = true;
        }
        moveBack(next, taken, perIteration - left);
      }
      order = next;
    }
    return order;
  }

  /** Exchanges taken places among the first ones for the nearest later ones that are not. */
  private static void moveBack(int[] order, boolean[] taken, int reach) {
    int later = reach;
    for (int i = 0; i < reach; i++) {
      if (taken[order[i]]) {
        while (taken[order[later]]) {
          later++;
        }
        int swap = order[i];
        order[i] = order[later];
        order[later] = swap;
        later++;
      }
    }
  }
}
