package dev.vireo.algorithms.signal;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * Pearson's correlation of two numbers of completions within their groups, pooled over groups: both
 * are taken as deviations from their group's mean, and products and squares are summed over all
 * groups. Differences between prompts have no effect, since advantages compare the completions of
 * one prompt.
 *
 * <p>A completion that lacks one of the numbers is removed from its group first. A group in which
 * one of them is constant adds nothing, and is counted separately. Sums are compensated. Mutable,
 * for one thread; partial results can be merged.
 */
public final class WithinGroupCorrelation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final CompensatedSum products = new CompensatedSum();
  private final CompensatedSum squares = new CompensatedSum();
  private final CompensatedSum otherSquares = new CompensatedSum();
  private long groups;
  private long constant;

  /** The correlation over no groups. */
  public WithinGroupCorrelation() {}

  /**
   * Adds one group.
   *
   * @param values [G] one number of each completion; NaN if there is none
   * @param others [G] the other number; NaN if there is none
   * @throws InputException if the lengths differ, or a number is infinite
   */
  public void add(double[] values, double[] others) {
    if (values.length != others.length) {
      throw new InputException(
          "A group has " + values.length + " numbers to correlate with " + others.length);
    }
    int count = 0;
    double[] ones = new double[values.length];
    double[] twos = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i]) && !Double.isNaN(others[i])) {
        ones[count] = finite(values[i]);
        twos[count] = finite(others[i]);
        count++;
      }
    }
    if (isConstant(ones, count) || isConstant(twos, count)) {
      constant++;
      return;
    }
    groups++;
    center(ones, count);
    center(twos, count);
    for (int i = 0; i < count; i++) {
      products.addProduct(ones[i], twos[i]);
      squares.addProduct(ones[i], ones[i]);
      otherSquares.addProduct(twos[i], twos[i]);
    }
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw new InputException("A number to correlate is " + value + ", not a finite number");
    }
    return value;
  }

  private static boolean isConstant(double[] values, int count) {
    for (int i = 1; i < count; i++) {
      if (values[i] != values[0]) {
        return false;
      }
    }
    return true;
  }

  private static void center(double[] values, int count) {
    double origin = values[0];
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < count; i++) {
      sum.add(values[i] - origin);
    }
    double mean = sum.value() / count;
    for (int i = 0; i < count; i++) {
      values[i] = (values[i] - origin) - mean;
    }
  }

  /**
   * Adds the groups of another correlation.
   *
   * @param more the other correlation, which is not changed
   */
  public void merge(WithinGroupCorrelation more) {
    products.add(more.products);
    squares.add(more.squares);
    otherSquares.add(more.otherSquares);
    groups += more.groups;
    constant += more.constant;
  }

  /**
   * The correlation.
   *
   * @return from -1 to 1; NaN without groups that count
   */
  public double value() {
    double value = products.value() / Math.sqrt(squares.value()) / Math.sqrt(otherSquares.value());
    return groups == 0 ? Double.NaN : Math.max(-1, Math.min(1, value));
  }

  /**
   * Number of groups that count.
   *
   * @return the number
   */
  public long groups() {
    return groups;
  }

  /**
   * Number of groups that do not count, because one of the numbers is constant or fewer than two
   * completions have both.
   *
   * @return the number
   */
  public long constantGroups() {
    return constant;
  }
}
