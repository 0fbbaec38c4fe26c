package dev.vireo.algorithms.sampling;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;

/**
 * Batches of indices, taken one after the other from a seeded order that is reshuffled whenever all
 * have been taken. Every index occurs once per epoch, and at most once per iteration: if an
 * iteration spans two epochs, indices that it has taken from the first are moved back in the
 * second.
 *
 * <p>An epoch's order is cached, at four bytes per index, so that consecutive iterations are cheap.
 * For use by one thread.
 */
public final class SeededBatches {
  private final int size;
  private final int perIteration;
  private final long seed;
  private final boolean[] taken;
  private int[] order;
  private long epoch;

  /**
   * Batches for a seed.
   *
   * @param size number of indices
   * @param perIteration number taken per iteration, at most {@code size}
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
   * The indices for an iteration.
   *
   * @param iteration the iteration, from 1
   * @return [perIteration] indices
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

  /** An epoch's order: a permutation, corrected if an iteration extends into it. */
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

  /** Swaps taken indices among the first ones for the next later ones that are not taken. */
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
