package dev.vireo.algorithms.loss;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * A loss that depends on the model through its outputs for given tokens alone. Values, derivatives
 * and sums of micro-batches add up to those of the step, because every micro-batch is given the
 * step's denominators. Implementations hold settings only, so they are safe for several threads and
 * travel to executors.
 *
 * @param <E> what the loss knows of an example besides the model's outputs
 */
public interface Loss<E> extends Serializable {

  /** What a micro-batch must not cut. */
  Unit unit();

  /** What its metrics tell of the tokens' distributions, where that is measured. */
  Set<TokenStatistic> statistics();

  /**
   * Whether it is given {@link Outputs#divergences}, so that a reference policy goes through the
   * same tokens beside the model.
   */
  default boolean comparesDistributions() {
    return false;
  }

  /**
   * Evaluates one micro-batch.
   *
   * @param outputs rows of the model's outputs, {@code unit().sequences()} for each example, in
   *     order
   * @param examples what is known of each example
   * @param step the denominators of the whole step
   * @throws dev.vireo.algorithms.InputException if a value that counts is not a finite number
   */
  LossValue evaluate(Outputs outputs, List<E> examples, Denominators step);

  /**
   * The step's metrics, under TRL's names where TRL has the metric.
   *
   * @param sums the sums of all micro-batches of the step, added in order
   * @param step the denominators of the step
   */
  SortedMap<String, Double> metrics(Sums sums, Denominators step);
}
