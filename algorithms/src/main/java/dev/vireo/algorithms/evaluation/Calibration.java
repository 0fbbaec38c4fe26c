package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

import java.util.ArrayList;
import java.util.List;

/**
 * How well a model's outputs are calibrated as log-odds.
 *
 * <p>For pairs: the model prefers the side with the higher reward, with probability
 * sigmoid(|margin|), which is at least one half; it is right if that side is the preferred one, and
 * half right if the rewards are equal. For labels: a completion is good with probability
 * sigmoid(reward).
 *
 * @param curve the reliability curve: bins of equal width over [0.5, 1], or over [0, 1] for labels;
 *     empty bins are left out
 * @param error the expected calibration error: the distance between observed frequency and mean
 *     probability of a bin, averaged over all pairs or completions; NaN if there are none
 */
public record Calibration(List<Bin> curve, double error) {

  /**
   * Pairs or completions with about the same probability.
   *
   * @param from lower end of the bin
   * @param to upper end of the bin
   * @param count number of pairs or completions
   * @param probability mean probability according to the model
   * @param share observed frequency: how often the model was right, or the completion was good
   */
  public record Bin(double from, double to, long count, double probability, double share) {}

  public Calibration {
    curve = List.copyOf(curve);
  }

  /**
   * The calibration on pairs.
   *
   * @param bins number of bins, at least 1
   */
  static Calibration ofPairs(List<JudgedPair> pairs, int bins) {
    return of(
        pairs.stream().mapToDouble(pair -> sigmoid(Math.abs(pair.margin()))).toArray(),
        pairs.stream()
            .mapToDouble(pair -> pair.margin() == 0 ? 0.5 : pair.isRight() ? 1 : 0)
            .toArray(),
        0.5,
        bins);
  }

  /**
   * The calibration on labels.
   *
   * @param bins number of bins, at least 1
   */
  static Calibration ofLabels(List<JudgedCompletion> completions, int bins) {
    return of(
        completions.stream().mapToDouble(each -> sigmoid(each.reward())).toArray(),
        completions.stream().mapToDouble(JudgedCompletion::rating).toArray(),
        0,
        bins);
  }

  private static Calibration of(double[] given, double[] happened, double least, int bins) {
    double[] probabilities = new double[bins];
    double[] hits = new double[bins];
    long[] counts = new long[bins];
    for (int i = 0; i < given.length; i++) {
      int bin = Math.min(bins - 1, (int) ((given[i] - least) / (1 - least) * bins));
      probabilities[bin] += given[i];
      hits[bin] += happened[i];
      counts[bin]++;
    }
    List<Bin> curve = new ArrayList<>();
    double distance = 0;
    for (int bin = 0; bin < bins; bin++) {
      if (counts[bin] > 0) {
        distance += Math.abs(hits[bin] - probabilities[bin]);
        curve.add(
            new Bin(
                least + (1 - least) * bin / bins,
                least + (1 - least) * (bin + 1) / bins,
                counts[bin],
                probabilities[bin] / counts[bin],
                hits[bin] / counts[bin]));
      }
    }
    return new Calibration(curve, given.length == 0 ? Double.NaN : distance / given.length);
  }
}
