package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.scoring.TokenSequence;
import java.util.List;

/**
 * A shard's examples, so many at a time.
 *
 * @param bundles the shard's, in order
 * @param examples where they lie
 * @param size whole examples in one pass
 */
record MicroBatches<E>(List<Bundle> bundles, TrainingExamples<E> examples, int size) {

  /** One pass forward, and backward where there is a derivative. */
  @FunctionalInterface
  interface Step<E> {

    /**
     * @param sequences of all examples, in order
     * @param known what the loss knows of each example
     */
    LossValue accumulate(List<TokenSequence> sequences, List<E> known);
  }

  /** Goes through all; the sums of their losses, added in order. */
  Sums each(Step<E> step) {
    Sums sums = new Sums();
    List<Example<E>> all = ExampleReader.read(examples, bundles);
    for (int from = 0; from < all.size(); from += size) {
      List<Example<E>> batch = all.subList(from, Math.min(from + size, all.size()));
      sums.merge(
          step.accumulate(
                  batch.stream().flatMap(example -> example.sequences().stream()).toList(),
                  batch.stream().map(Example::known).toList())
              .sums());
    }
    return sums;
  }
}
