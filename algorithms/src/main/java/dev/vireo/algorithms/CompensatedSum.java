package dev.vireo.algorithms;

import java.io.Serializable;

/**
 * A sum that carries its own rounding error, as accurate as if computed in twice the precision of
 * double.
 *
 * <p>The rounding error of each addition is determined exactly (Knuth's two-sum) and accumulated in
 * a second double, so that the total is accurate to about one rounding whatever the number of
 * terms, and almost independent of their order. Terms are finite, and so is their sum. Mutable, for
 * one thread, and written so that the compiler keeps it in registers inside a loop.
 */
public final class CompensatedSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private double high;
  private double low;

  /** Starts at zero. */
  public CompensatedSum() {}

  /**
   * Adds one term.
   *
   * @param term a finite number
   */
  public void add(double term) {
    double sum = high + term;
    double added = sum - high;
    low += (high - (sum - added)) + (term - added);
    high = sum;
  }

  /**
   * Adds a product, including its rounding error.
   *
   * @param left a finite number
   * @param right a finite number
   */
  public void addProduct(double left, double right) {
    double product = left * right;
    add(product);
    low += Math.fma(left, right, -product);
  }

  /**
   * Adds the product of a number and a sum, including rounding errors.
   *
   * @param left a finite number
   * @param right a sum, which is not changed
   */
  public void addProduct(double left, CompensatedSum right) {
    addProduct(left, right.high);
    add(left * right.low);
  }

  /**
   * Adds another sum, including its carried error.
   *
   * @param other the sum to add, which is not changed
   */
  public void add(CompensatedSum other) {
    add(other.high);
    low += other.low;
  }

  /**
   * Adds the weighted distances of values from an origin: weight x (value - origin) for each.
   *
   * @param weights finite numbers
   * @param values finite numbers
   * @param from index of the first value to add
   * @param to index after the last value to add
   * @param origin the point from which distances are measured
   */
  public void addDistances(double[] weights, double[] values, int from, int to, double origin) {
    double sum = high;
    double error = low;
    for (int i = from; i < to; i++) {
      double term = weights[i] * (values[i] - origin);
      double before = sum;
      sum = before + term;
      double added = sum - before;
      error += (before - (sum - added)) + (term - added);
    }
    high = sum;
    low = error;
  }

  /**
   * The sum so far, rounded once.
   *
   * @return the sum
   */
  public double value() {
    return high + low;
  }

  /**
   * The compensated sum of an array.
   *
   * @param terms finite numbers
   * @return their sum; 0 for an empty array
   */
  public static double of(double[] terms) {
    CompensatedSum sum = new CompensatedSum();
    for (double term : terms) {
      sum.add(term);
    }
    return sum.value();
  }
}
