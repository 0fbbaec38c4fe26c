package dev.vireo.algorithms.bestofn;

import dev.vireo.algorithms.sampling.SamplingKey;
import java.util.Arrays;

/**
 * The bootstrap over prompts (Efron 1979): as many prompts as there are, drawn with replacement,
 * again and again. Completions of one prompt are similar, so prompts are what is drawn. The draws
 * depend on the seed alone, and all statistics of a study are taken of the same ones.
 */
public final class PromptResamples {
  /** The share of resamples between the ends of an interval. */
  public static final double LEVEL = 0.95;

  private final int[][] counts;
  private final int prompts;

  private PromptResamples(int[][] counts, int prompts) {
    this.counts = counts;
    this.prompts = prompts;
  }

  /**
   * The resamples of a seed.
   *
   * @param prompts how many prompts there are, at least 1
   * @param resamples how many times they are drawn, at least 1
   */
  public static PromptResamples of(int prompts, int resamples, long seed) {
    int[][] counts = new int[resamples][prompts];
    for (int sample = 0; sample < resamples; sample++) {
      long key = SamplingKey.completionKey(seed, 0, prompts, sample);
      for (int draw = 0; draw < prompts; draw++) {
        counts[sample][(int) (SamplingKey.uniform(key, draw) * prompts)]++;
      }
    }
    return new PromptResamples(counts, prompts);
  }

  /** How many resamples there are. */
  public int size() {
    return counts.length;
  }

  /**
   * The mean of each resample.
   *
   * @param values [prompts]
   * @return [resamples]
   */
  public double[] means(double[] values) {
    double[] means = new double[counts.length];
    for (int sample = 0; sample < counts.length; sample++) {
      double sum = 0;
      for (int i = 0; i < prompts; i++) {
        sum += counts[sample][i] * values[i];
      }
      means[sample] = sum / prompts;
    }
    return means;
  }

  /**
   * The mean of values with its interval.
   *
   * @param values [prompts]
   */
  public Interval mean(double[] values) {
    return interval(Arrays.stream(values).sum() / prompts, means(values));
  }

  /**
   * A statistic with its interval: the quantiles of what it is in the resamples.
   *
   * @param value the statistic of all prompts
   * @param resampled [resamples] of each resample; those that are NaN are left out
   */
  public static Interval interval(double value, double[] resampled) {
    double[] sorted =
        Arrays.stream(resampled).filter(each -> !Double.isNaN(each)).sorted().toArray();
    double tail = (1 - LEVEL) / 2;
    return new Interval(value, quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  /** By linear interpolation between the two nearest; NaN of nothing. */
  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    double low = sorted[below];
    double high = sorted[Math.min(below + 1, sorted.length - 1)];
    return low == high ? low : low + (place - below) * (high - low);
  }
}
