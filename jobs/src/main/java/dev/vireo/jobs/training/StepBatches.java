package dev.vireo.jobs.training;

import dev.vireo.algorithms.sampling.SeededBatches;
import dev.vireo.algorithms.sampling.SeededOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which bundles each step takes, by their place in the index; a function of the seed alone. */
@FunctionalInterface
interface StepBatches {

  /** The places that a step takes, the first step being 0. */
  int[] of(int step);

  /**
   * Batches of one size that go on from epoch to epoch: every bundle comes once in each, in an
   * order that is shuffled anew.
   *
   * @param bundles how many there are; where there are none, no step can be asked for
   * @param size bundles in a step; all of them where there are fewer
   */
  static StepBatches epochs(int bundles, int size, long seed) {
    if (bundles == 0) {
      return step -> new int[0];
    }
    SeededBatches batches = new SeededBatches(bundles, Math.min(size, bundles), seed);
    return step -> batches.of(step + 1);
  }

  /**
   * Passes over an iteration's bundles, each in its own order; the last step of a pass takes what
   * is left. Where one step takes them all, the order is the dataset's.
   *
   * @param size bundles in a step
   * @param passes passes over all of them
   * @param seed the run's seed
   * @param iteration from 1
   */
  static StepBatches passes(int bundles, int size, int passes, long seed, int iteration) {
    List<int[]> steps = new ArrayList<>();
    for (int pass = 0; pass < passes; pass++) {
      long stream = (long) iteration * passes + pass;
      int[] order =
          size < bundles
              ? SeededOrder.permutation(bundles, seed, stream)
              : IntStream.range(0, bundles).toArray();
      for (int from = 0; from < bundles; from += size) {
        steps.add(Arrays.copyOfRange(order, from, Math.min(from + size, bundles)));
      }
    }
    return steps::get;
  }
}
