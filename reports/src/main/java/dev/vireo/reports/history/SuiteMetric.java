package dev.vireo.reports.history;

import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.schemas.SuiteResult;

/**
 * A metric of a checkpoint on an evaluation suite.
 *
 * @param suite the suite's name
 * @param metric the metric's name, such as {@code pass@4}
 * @param step optimizer steps behind the policy
 * @param value the metric; NaN where no prompt has one
 * @param standardError its standard deviation over resamples of the prompts
 * @param low lower end of its interval; NaN with fewer than two prompts
 * @param high upper end of its interval
 * @param prompts number of prompts that have a value
 */
public record SuiteMetric(
    String suite,
    String metric,
    long step,
    double value,
    double standardError,
    double low,
    double high,
    int prompts) {

  static SuiteMetric of(String suite, SuiteResult row) {
    return new SuiteMetric(
        suite,
        row.getMetric(),
        row.getStep(),
        row.getValue(),
        row.getStandardError(),
        row.getLow(),
        row.getHigh(),
        row.getPrompts());
  }

  /** Its name among the means of an evaluation. */
  public String name() {
    return suite + "/" + metric;
  }

  /** The metric as a mean over prompts. */
  ClusteredMean mean() {
    return new ClusteredMean(value, standardError, prompts, prompts);
  }
}
