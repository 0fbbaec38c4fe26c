package dev.vireo.reports.tracking;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured at one step of one series.
 *
 * @param series {@link #TRAIN}, {@link #EVAL}, or {@code sft/PHASE} for a phase of fine-tuning
 * @param iteration the iteration that the step belongs to, from 1; 0 if to none
 * @param step optimizer steps until then, within the series
 * @param millis when it was published, in milliseconds since 1970; 0 if that is not on record
 * @param values by their plain names, as in the metrics dataset
 */
record Measurement(
    String series, int iteration, long step, long millis, SortedMap<String, Double> values) {

  /** Steps of the training that the pipeline is named after. */
  static final String TRAIN = "train";

  /** Held-out results. */
  static final String EVAL = "eval";

  private static final String PHASE = "sft/";

  /**
   * As a run publishes them, so that what comes later is at the end of a file. What has the same
   * time, such as the steps behind one checkpoint, is in the order of the steps.
   */
  static final Comparator<Measurement> ORDER =
      Comparator.comparingLong(Measurement::millis)
          .thenComparing(each -> !each.series().startsWith(PHASE))
          .thenComparingLong(Measurement::step)
          .thenComparing(each -> each.series().equals(EVAL))
          .thenComparing(Measurement::series);

  Measurement {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The series of a phase of fine-tuning. */
  static String phase(String name) {
    return PHASE + name;
  }
}
