package dev.vireo.algorithms.loss;

/** Functions of log-probabilities and log-odds that keep their digits at both ends. */
public final class LogSpace {
  /** Where log(1 - e^x) changes its form: Mächler, "Accurately computing log(1 - exp(-|a|))". */
  private static final double LOG_HALF = -0.6931471805599453;

  private LogSpace() {}

  /** 1 / (1 + e^-x). */
  public static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + StrictMath.exp(-x));
    }
    double power = StrictMath.exp(x);
    return power / (1 + power);
  }

  /** log(1 / (1 + e^-x)). */
  public static double logSigmoid(double x) {
    return x >= 0 ? -StrictMath.log1p(StrictMath.exp(-x)) : x - StrictMath.log1p(StrictMath.exp(x));
  }

  /**
   * log(1 - e^x).
   *
   * @param x at most 0; minus infinity comes out for 0
   */
  public static double log1mExp(double x) {
    return x < LOG_HALF
        ? StrictMath.log1p(-StrictMath.exp(x))
        : StrictMath.log(-StrictMath.expm1(x));
  }
}
