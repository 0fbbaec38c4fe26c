package dev.vireo.algorithms.evaluation;

/**
 * What the win rate against a base would be if both wrote answers of the same length (Dubois et al.
 * 2024, arXiv 2404.04475). A logistic regression over prompts explains how much of each comparison
 * was won:
 *
 * <pre>logit P(win) = theta + phi tanh(d / sd(d))</pre>
 *
 * where d is how much longer the policy's answer is than the base's. The controlled win rate is the
 * regression's at d = 0: the logistic function of theta. The paper's further term, how hard each
 * instruction is, is fitted to many models at once, and left out here: a run compares one policy
 * with one base.
 *
 * <p>Half a comparison is added in which one half is won at d = 0, and both coefficients are drawn
 * towards 0 by a normal prior of variance {@value #VARIANCE}, so that a fit exists where one side
 * wins everything.
 */
public final class LengthControl {

  private static final double VARIANCE = 25;

  private static final double ADDED = 0.5;

  private static final int STEPS = 50;

  private static final double CLOSE = 1e-10;

  private LengthControl() {}

  /**
   * The controlled win rate.
   *
   * @param shares [prompts] how much of the prompt's comparisons the policy won, from 0 to 1
   * @param differences [prompts] how many tokens longer its answers are
   * @param places which of the prompts count, possibly several times
   */
  public static double winRate(double[] shares, double[] differences, int... places) {
    double deviation = deviation(differences, places);
    double theta = 0;
    double phi = 0;
    for (int step = 0; step < STEPS; step++) {
      // Newton's method on a concave function of two variables.
      double slope = ADDED * (0.5 - logistic(theta)) - theta / VARIANCE;
      double slopeOfPhi = -phi / VARIANCE;
      double curve = ADDED * logistic(theta) * (1 - logistic(theta)) + 1 / VARIANCE;
      double mixed = 0;
      double curveOfPhi = 1 / VARIANCE;
      for (int place : places) {
        double longer = deviation == 0 ? 0 : StrictMath.tanh(differences[place] / deviation);
        double chance = logistic(theta + phi * longer);
        double rest = shares[place] - chance;
        double weight = chance * (1 - chance);
        slope += rest;
        slopeOfPhi += rest * longer;
        curve += weight;
        mixed += weight * longer;
        curveOfPhi += weight * longer * longer;
      }
      double determinant = curve * curveOfPhi - mixed * mixed;
      double stepOfTheta = (curveOfPhi * slope - mixed * slopeOfPhi) / determinant;
      double stepOfPhi = (curve * slopeOfPhi - mixed * slope) / determinant;
      // A whole step may lead away from the maximum where the function is nearly flat.
      double scale = Math.min(1, 2 / Math.max(Math.abs(stepOfTheta), Math.abs(stepOfPhi)));
      theta += scale * stepOfTheta;
      phi += scale * stepOfPhi;
      if (Math.max(Math.abs(stepOfTheta), Math.abs(stepOfPhi)) < CLOSE) {
        break;
      }
    }
    return logistic(theta);
  }

  private static double logistic(double value) {
    return 1 / (1 + StrictMath.exp(-value));
  }

  private static double deviation(double[] values, int[] places) {
    double mean = 0;
    for (int place : places) {
      mean += values[place] / places.length;
    }
    double squares = 0;
    for (int place : places) {
      squares += (values[place] - mean) * (values[place] - mean) / places.length;
    }
    return Math.sqrt(squares);
  }
}
