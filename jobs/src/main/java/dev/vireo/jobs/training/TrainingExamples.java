package dev.vireo.jobs.training;

import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What is learned from: an index that a step's plan is made of, and the rows behind it. It travels
 * with Spark tasks, and holds handles of datasets, no rows.
 *
 * @param <E> what the loss knows of an example
 */
interface TrainingExamples<E> extends Serializable {

  /** The dataset whose chunks and rows the index counts. */
  DatasetHandle<?> dataset();

  /** Where a chunk's bundles lie and how long they are, in order, a bundle for each row. */
  List<Bundle> index(int chunk);

  /**
   * A chunk's examples.
   *
   * @return the examples of a row, by its number in the chunk
   */
  IntFunction<List<Example<E>>> open(int chunk);

  /**
   * A name for all that the rows are made from, where step after step comes back to them, so that a
   * process may keep small ones under it; empty where it should not.
   */
  Optional<String> keptAs();
}
