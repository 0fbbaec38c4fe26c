package dev.vireo.algorithms.evaluation;

import java.util.List;

/** When training has stopped paying: so many evaluations in a row that are no better. */
public final class Patience {

  private Patience() {}

  /**
   * Whether it has run out.
   *
   * @param values one of each evaluation so far, in order; NaN is no better than anything
   * @param patience how many evaluations after the best one, the first of equals, end training; 0
   *     for any number
   */
  public static boolean isOver(List<Double> values, int patience) {
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i) > values.get(best) || Double.isNaN(values.get(best))) {
        best = i;
      }
    }
    return patience > 0 && values.size() - 1 - best >= patience;
  }
}
