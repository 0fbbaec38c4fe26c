package dev.vireo.algorithms.sampling;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;

/**
 * Batches of places: the next ones in a seeded order that is reshuffled each time all have been
 * taken. Every place comes once per epoch, and never twice in one iteration: where an iteration
 * spans two epochs, places it has taken from the first come later in the second.
 *
 * <p>An epoch's order is kept, four bytes a place, so that iterations in their order cost little.
 * Used by one thread.
 */
public final class SeededBatches {
  private final int size;
  private final int perIteration;
  private final long seed;
  private final boolean[] taken;
  private int[] order;
  private long epoch;

  /**
   * Batches of a seed.
   *
   * @param size how many places there are
   * @param perIteration how many an iteration takes, at most size
   * @throws InputException if an iteration would take more than there are
   */
  public SeededBatches(int size, int perIteration, long seed) {
    if (perIteration < 1 || perIteration > size) {
      throw new InputException(
          "An iteration cannot take "
              + perIteration
              + " of "
              + size
              + " prompts: it takes at least 1, and each at most once");
    }
    this.size = size;
    this.perIteration = perIteration;
    this.seed = seed;
    this.taken = new boolean[size];
  }

  /**
   * The places an iteration takes.
   *
   * @param iteration the iteration, from 1
   * @return [perIteration] places
   */
  public int[] of(int iteration) {
    if (iteration < 1) {
      throw new InputException("Iterations count from 1: there is no iteration " + iteration);
    }
    long first = (iteration - 1L) * perIteration;
    int offset = (int) (first % size);
    int[] batch = Arrays.copyOfRange(epoch(first / size), offset, offset + perIteration);
    int left = size - offset;
    if (left < perIteration) {
      System.arraycopy(epoch(first / size + 1), 0, batch, left, perIteration - left);
    }
    return batch;
  }

  /** An epoch's order: a permutation, put right where an iteration reaches into it. */
  private int[] epoch(long wanted) {
    if (order == null || wanted < epoch) {
      order = SeededOrder.permutation(size, seed, 0);
      epoch = 0;
    }
    while (epoch < wanted) {
      epoch++;
      int[] next = SeededOrder.permutation(size, seed, epoch);
      int left = (int) ((epoch * size) % perIteration);
      if (left > 0) {
        Arrays.fill(taken, false);
        for (int i = size - left; i < size; i++) {
          taken[order[i]] = true;
        }
        moveBack(next, perIteration - left);
      }
      order = next;
    }
    return order;
  }

  /** Exchanges taken places among the first ones for the nearest later ones that are not. */
  private void moveBack(int[] next, int reach) {
    int later = reach;
    for (int i = 0; i < reach; i++) {
      if (taken[next[i]]) {
        while (taken[next[later]]) {
          later++;
        }
        int swap = next[i];
        next[i] = next[later];
        next[later] = swap;
        later++;
      }
    }
  }
}
