package dev.vireo.algorithms.loss.policy;

import java.io.Serializable;
import java.util.List;

/** The loss of a token before it is aggregated. Implementations hold settings only. */
interface PolicyFormula extends Serializable {

  /**
   * A token's loss and its partial derivatives.
   *
   * @param loss the value
   * @param byRatio d loss / d ratio
   * @param byLogprob d loss / d log-probability with the ratio held
   */
  record Term(double loss, double byRatio, double byLogprob) {
    /** Of an advantage of 0. */
    static final Term ZERO = new Term(0, 0, 0);
  }

  /** Takes in what a formula finds worth knowing of a token. */
  @FunctionalInterface
  interface Measures {
    void add(String name, double value);
  }

  /**
   * The token's loss; not asked where the advantage is 0, since every loss is 0 there.
   *
   * @param ratio of probabilities, of the token or shared by its sequence; not negative, and
   *     infinite where it overflows
   * @param logprob the policy's
   * @param advantage not 0
   * @param sequenceLogRatio of {@link #sequenceBound}
   * @return the term; its loss may overflow
   */
  Term at(double ratio, double logprob, double advantage, double sequenceLogRatio);

  /** Adds what {@link #measured} names; the means over tokens become metrics. */
  default void measure(
      double ratio, double advantage, double sequenceLogRatio, Measures measures) {}

  /** Names of what is measured. */
  default List<String> measured() {
    return List.of();
  }

  /** Whether metrics are a sequence's even if ratios are the tokens'. */
  default boolean measuresSequences() {
    return false;
  }

  /**
   * For a formula that looks at the sum of a sequence's log-ratios: how far from zero each of them
   * is allowed to be in it. 0 for others, which get a sum of 0.
   */
  default double sequenceBound() {
    return 0;
  }
}
