package dev.vireo.algorithms.loss.preference;

import java.io.Serializable;

/** One formula over unpaired examples. Implementations hold settings only. */
interface UnpairedFormula extends Serializable {

  /**
   * An example's loss.
   *
   * @param loss the value
   * @param derivative d loss / d log-probability of each token of the completion
   */
  record Term(double loss, double derivative) {}

  /**
   * The example's loss.
   *
   * @param ratio h = log(policy / reference) of the completion, a sum over tokens
   * @param example whether it is desirable, and the baseline
   */
  Term at(double ratio, UnpairedExample example);

  /** Whether the formula looks at the baseline. */
  boolean baseline();
}
