package dev.vireo.reports.tracking;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a run has published that trackers have not heard of.
 *
 * @param all whether to read the whole run
 * @param iterations iterations that have ended
 * @param evaluations steps whose policies were judged
 */
record News(boolean all, Set<Integer> iterations, Set<Long> evaluations) {

  static final News NONE = new News(false, Set.of(), Set.of());
  static final News ALL = new News(true, Set.of(), Set.of());

  static News iteration(int iteration) {
    return new News(false, Set.of(iteration), Set.of());
  }

  static News evaluation(long step) {
    return new News(false, Set.of(), Set.of(step));
  }

  News and(News other) {
    Set<Integer> bothIterations = new TreeSet<>(iterations);
    bothIterations.addAll(other.iterations);
    Set<Long> bothEvaluations = new TreeSet<>(evaluations);
    bothEvaluations.addAll(other.evaluations);
    return new News(all || other.all, bothIterations, bothEvaluations);
  }
}
