package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.jobs.runtime.StageContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Plans steps from the index of the examples alone: what each step takes, which shard works on
 * which of it, and the denominators of the step's loss. It depends on no executor, so the same plan
 * runs on one core or on many.
 *
 * @param index all bundles, in order
 * @param batches which of them each step takes
 * @param sharding how they are shared out
 * @param shards parts a step is cut into
 * @param microBatch examples in one forward and backward pass
 * @param maxCompletionLength longest completion allowed; 0 where no loss asks
 */
record StepPlanner(
    List<Bundle> index,
    StepBatches batches,
    Sharding sharding,
    int shards,
    int microBatch,
    int maxCompletionLength) {

  /**
   * One optimizer update.
   *
   * @param shards bundles of each gradient shard, in the order in which it works on them; a shard
   *     may be empty
   * @param denominators counts of the step, those without a gradient included
   */
  record Step(List<List<Bundle>> shards, Denominators denominators) {}

  /** Batches of one size, epoch after epoch, of examples that lie anywhere. */
  static StepPlanner epochs(
      StageContext context,
      TrainingExamples<?> examples,
      int batchSize,
      int shards,
      int microBatch) {
    return epochs(context, examples, batchSize, shards, microBatch, context.seed());
  }

  /** The same in an order of its own. */
  static StepPlanner epochs(
      StageContext context,
      TrainingExamples<?> examples,
      int batchSize,
      int shards,
      int microBatch,
      long seed) {
    List<Bundle> index = ExampleIndex.of(context, examples);
    return new StepPlanner(
        index,
        StepBatches.epochs(index.size(), batchSize, seed),
        Sharding.DEALT,
        shards,
        microBatch,
        0);
  }

  /** The same steps, in another number of shards. */
  StepPlanner cutInto(int others) {
    return new StepPlanner(index, batches, sharding, others, microBatch, maxCompletionLength);
  }

  /** A step, the first being 0. */
  Step step(int number) {
    List<Bundle> taken = Arrays.stream(batches.of(number)).mapToObj(index::get).toList();
    List<List<Bundle>> cut =
        sharding.cut(taken.stream().filter(Bundle::carriesGradient).toList(), shards);
    return new Step(
        cut,
        new Denominators(
            sum(taken, Bundle::examples),
            sum(taken, Bundle::sequences),
            sum(taken, Bundle::tokens),
            sum(taken, Bundle::preferredTokens),
            sum(taken, Bundle::preferredOutputs),
            Math.max(1, cut.stream().mapToInt(this::microBatches).sum()),
            maxCompletionLength));
  }

  /** Forward and backward passes that a shard takes. */
  int microBatches(List<Bundle> shard) {
    int examples = shard.stream().mapToInt(Bundle::examples).sum();
    return (examples + microBatch - 1) / microBatch;
  }

  private static long sum(List<Bundle> bundles, ToLongFunction<Bundle> count) {
    return bundles.stream().mapToLong(count).sum();
  }
}
