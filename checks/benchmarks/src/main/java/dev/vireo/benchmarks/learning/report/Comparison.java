package dev.vireo.benchmarks.learning.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.function.ToDoubleFunction;

/**
 * A rule beside the one that all are compared with, in one setting, on the seeds that both have.
 *
 * @param task its name
 * @param condition its name
 * @param rule its name
 * @param end difference of the target after the last iteration
 * @param area difference of the target's mean over the iterations
 * @param reaches iterations that the rule's mean curve takes to the other's last value, as a share
 *     of those that the other took to it first; NaN if it does not get there
 * @param kl difference of the KL to the base where both mean curves first have the same target: the
 *     lower of their last values; NaN if it was not measured
 * @param entropy difference of the entropy there
 */
record Comparison(
    String task,
    String condition,
    String rule,
    PairedInterval end,
    PairedInterval area,
    double reaches,
    double kl,
    double entropy) {

  /** All comparisons that there are cells for. */
  static List<Comparison> all(List<Setting> settings, String against) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Setting setting : settings) {
      Series other = setting.rules().get(against);
      if (other == null) {
        continue;
      }
      setting
          .rules()
          .forEach(
              (rule, series) -> {
                SortedSet<Long> seeds = series.seeds();
                seeds.retainAll(other.seeds());
                if (!rule.equals(against) && !seeds.isEmpty()) {
                  comparisons.add(of(setting, rule, series, other, seeds));
                }
              });
    }
    return comparisons;
  }

  private static Comparison of(
      Setting setting, String rule, Series series, Series other, SortedSet<Long> seeds) {
    Curve mine = series.mean(seeds, Point::target);
    Curve theirs = other.mean(seeds, Point::target);
    double same = Math.min(mine.end(), theirs.end());
    double here = mine.reaches(same).orElse(Double.NaN);
    double there = theirs.reaches(same).orElse(Double.NaN);
    return new Comparison(
        setting.task(),
        setting.condition(),
        rule,
        differences(series, other, seeds, Curve::end),
        differences(series, other, seeds, Curve::area),
        reaches(mine, theirs),
        series.mean(seeds, Point::kl).at(here) - other.mean(seeds, Point::kl).at(there),
        series.mean(seeds, Point::entropy).at(here) - other.mean(seeds, Point::entropy).at(there));
  }

  private static double reaches(Curve mine, Curve theirs) {
    OptionalDouble here = mine.reaches(theirs.end());
    double there = theirs.reaches(theirs.end()).orElse(Double.NaN);
    return here.isPresent() && there > 0 ? here.getAsDouble() / there : Double.NaN;
  }

  private static PairedInterval differences(
      Series series, Series other, SortedSet<Long> seeds, ToDoubleFunction<Curve> measure) {
    return PairedInterval.of(
        seeds.stream()
            .mapToDouble(
                seed ->
                    measure.applyAsDouble(series.curve(seed, Point::target))
                        - measure.applyAsDouble(other.curve(seed, Point::target)))
            .toArray());
  }
}
