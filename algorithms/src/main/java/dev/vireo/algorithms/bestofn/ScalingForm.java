package dev.vireo.algorithms.bestofn;

/**
 * How the gold reward depends on the distance d = sqrt(KL) from the policy that optimization starts
 * from, when a proxy of it is optimized (Gao, Schulman and Hilton 2022, arXiv 2210.10760). Both
 * forms are linear in alpha and beta, and 0 at the start.
 */
public enum ScalingForm {
  /** Best-of-n: R(d) = d (alpha - beta d). */
  BEST_OF_N {
    @Override
    double penalty(double distance) {
      return distance;
    }

    @Override
    double turn(double alpha, double beta) {
      return alpha / (2 * beta);
    }
  },

  /** Reinforcement learning: R(d) = d (alpha - beta log d). Its slope at 0 is infinite. */
  REINFORCEMENT {
    @Override
    double penalty(double distance) {
      return StrictMath.log(distance);
    }

    @Override
    double turn(double alpha, double beta) {
      return StrictMath.exp(alpha / beta - 1);
    }
  };

  /** What beta is multiplied by, besides the distance. */
  abstract double penalty(double distance);

  /** Where the derivative is 0, for beta above 0. */
  abstract double turn(double alpha, double beta);

  /** R(d); 0 at d = 0. */
  public double value(double alpha, double beta, double distance) {
    return distance <= 0 ? 0 : distance * (alpha - beta * penalty(distance));
  }

  /**
   * The distance at which R is largest; infinite if it rises without end, 0 if it falls from the
   * start.
   */
  public double optimum(double alpha, double beta) {
    if (beta > 0) {
      return Math.max(0, turn(alpha, beta));
    }
    return alpha > 0 || beta < 0 ? Double.POSITIVE_INFINITY : 0;
  }

  /**
   * The least-squares fit to points.
   *
   * @param distances [P] sqrt(KL); those of 0 say nothing and are left out
   * @param rewards [P] the reward minus that of the policy at distance 0
   * @return NaN for both numbers if fewer than two points differ in distance
   */
  public ScalingFit fit(double[] distances, double[] rewards) {
    double linear = 0;
    double mixed = 0;
    double curved = 0;
    double ofLinear = 0;
    double ofCurved = 0;
    int points = 0;
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] > 0) {
        double x = distances[i];
        double y = -distances[i] * penalty(distances[i]);
        linear += x * x;
        mixed += x * y;
        curved += y * y;
        ofLinear += x * rewards[i];
        ofCurved += y * rewards[i];
        points++;
      }
    }
    double determinant = linear * curved - mixed * mixed;
    boolean determined = determinant > 1e-12 * linear * curved;
    double alpha = determined ? (ofLinear * curved - ofCurved * mixed) / determinant : Double.NaN;
    double beta = determined ? (ofCurved * linear - ofLinear * mixed) / determinant : Double.NaN;
    return new ScalingFit(alpha, beta, residual(alpha, beta, distances, rewards, points));
  }

  private double residual(
      double alpha, double beta, double[] distances, double[] rewards, int points) {
    double squares = 0;
    for (int i = 0; i < distances.length; i++) {
      double error = distances[i] > 0 ? rewards[i] - value(alpha, beta, distances[i]) : 0;
      squares += error * error;
    }
    return Math.sqrt(squares / points);
  }

  /**
   * The reward that k rounds of reinforcement learning reach in all at a distance, if each begins
   * with a proxy trained on the policy of the round before and adds the same distance: d (alpha -
   * beta log d + beta log k), section 4.3 of the paper.
   */
  public static double iterated(double alpha, double beta, double distance, int rounds) {
    return distance <= 0
        ? 0
        : REINFORCEMENT.value(alpha, beta, distance) + distance * beta * StrictMath.log(rounds);
  }
}
