package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.loss.Denominators;
import java.io.Serializable;
import java.util.List;

/** One formula over pairs. Implementations hold settings only. */
interface PairFormula extends Serializable {

  /**
   * A metric that a formula adds to those of every pair: the sum over pairs / the sum of counts.
   *
   * @param name TRL's, where it has the metric
   * @param sum the pair's part
   * @param count the pair's part of the denominator
   */
  record Measure(String name, double sum, double count) {}

  /** The pair's loss. */
  PairTerm at(PairScores pair);

  /** What the sum over the step's pairs is divided by. */
  default double denominator(Denominators step) {
    return step.examples();
  }

  /** Whether metrics show log-probabilities as means over tokens, as the formula does. */
  default boolean averaged() {
    return false;
  }

  /** What else is worth knowing of the pair. */
  default List<Measure> measures(PairScores pair) {
    return List.of();
  }
}
