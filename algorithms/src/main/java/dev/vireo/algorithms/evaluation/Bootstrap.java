package dev.vireo.algorithms.evaluation;

import dev.vireo.algorithms.sampling.SamplingKey;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The spread of a statistic over prompts that are drawn again from those that there are, with
 * replacement (Efron 1979): completions of a prompt are alike, so prompts are drawn, not
 * completions. The interval is that of the percentiles.
 *
 * @param resamples how many times prompts are drawn
 * @param level probability that the interval covers, such as 0.95
 * @param seed decides which are drawn
 */
public record Bootstrap(int resamples, double level, long seed) {

  /** The prompt's part of the random numbers' key: one stream for all statistics of a suite. */
  private static final String STREAM = "bootstrap";

  /**
   * What came of it.
   *
   * @param value the statistic of all prompts
   * @param standardError standard deviation over the resamples; NaN with fewer than two prompts
   * @param low the interval's lower end; NaN with fewer than two prompts
   * @param high its upper end
   */
  public record Interval(double value, double standardError, double low, double high) {}

  /**
   * The statistic with its interval. Resamples on which it is NaN, because it is not defined there,
   * are left out.
   *
   * @param prompts number of prompts
   * @param statistic from the places of prompts, which may repeat, to a value
   */
  public Interval of(int prompts, ToDoubleFunction<int[]> statistic) {
    int[] places = new int[prompts];
    Arrays.setAll(places, i -> i);
    double value = prompts == 0 ? Double.NaN : statistic.applyAsDouble(places);
    if (prompts < 2 || Double.isNaN(value)) {
      return new Interval(value, Double.NaN, Double.NaN, Double.NaN);
    }
    long stream = SamplingKey.promptKey(STREAM);
    double[] values = new double[resamples];
    int counted = 0;
    for (int resample = 0; resample < resamples; resample++) {
      long key = SamplingKey.completionKey(seed, 0, stream, resample);
      for (int i = 0; i < prompts; i++) {
        places[i] = (int) (SamplingKey.uniform(key, i) * prompts);
      }
      double drawn = statistic.applyAsDouble(places);
      if (!Double.isNaN(drawn)) {
        values[counted++] = drawn;
      }
    }
    double[] sorted = Arrays.copyOf(values, counted);
    Arrays.sort(sorted);
    double outside = (1 - level) / 2;
    return new Interval(
        value, deviation(sorted), quantile(sorted, outside), quantile(sorted, 1 - outside));
  }

  /**
   * The mean of prompts' values with its interval.
   *
   * @param values [prompts] NaN where a prompt has none, which then does not count
   */
  public Interval ofMean(double[] values) {
    double[] present = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    return of(present.length, places -> mean(present, places));
  }

  private static double mean(double[] values, int[] places) {
    double sum = 0;
    for (int place : places) {
      sum += values[place];
    }
    return sum / places.length;
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
  }

  /** Between the two values nearest to it, in proportion. */
  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
