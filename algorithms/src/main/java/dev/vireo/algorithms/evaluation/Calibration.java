package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a reward model's margins are the log-odds that they stand for in Bradley-Terry. Of each
 * pair it prefers the side with the higher reward, with the probability sigmoid(|margin|), at least
 * one half; it is right if that side is the preferred one, and half right if the rewards are equal.
 *
 * @param curve the reliability curve: bins of equal width over [0.5, 1], those without a pair left
 *     out
 * @param error the expected calibration error: the mean over pairs of their bin's distance between
 *     accuracy and mean probability; NaN if there are no pairs
 */
public record Calibration(List<Bin> curve, double error) {

  /**
   * Pairs of which the model is about equally sure.
   *
   * @param from least probability of the bin
   * @param to greatest probability of the bin
   * @param pairs how many there are
   * @param probability mean probability that the model gives the side it prefers
   * @param accuracy how often it is right
   */
  public record Bin(double from, double to, long pairs, double probability, double accuracy) {}

  public Calibration {
    curve = List.copyOf(curve);
  }

  /**
   * The calibration on some pairs.
   *
   * @param bins how many bins, at least 1
   */
  static Calibration of(List<JudgedPair> pairs, int bins) {
    double[] probabilities = new double[bins];
    double[] right = new double[bins];
    long[] counts = new long[bins];
    for (JudgedPair pair : pairs) {
      double probability = sigmoid(Math.abs(pair.margin()));
      int bin = Math.min(bins - 1, (int) ((probability - 0.5) * 2 * bins));
      probabilities[bin] += probability;
      right[bin] += pair.margin() == 0 ? 0.5 : pair.isRight() ? 1 : 0;
      counts[bin]++;
    }
    List<Bin> curve = new ArrayList<>();
    double distance = 0;
    for (int bin = 0; bin < bins; bin++) {
      if (counts[bin] > 0) {
        distance += Math.abs(right[bin] - probabilities[bin]);
        curve.add(
            new Bin(
                0.5 + 0.5 * bin / bins,
                0.5 + 0.5 * (bin + 1) / bins,
                counts[bin],
                probabilities[bin] / counts[bin],
                right[bin] / counts[bin]));
      }
    }
    return new Calibration(curve, pairs.isEmpty() ? Double.NaN : distance / pairs.size());
  }
}
