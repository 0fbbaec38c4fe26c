package dev.vireo.algorithms.evaluation;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The triangular factor R of a matrix A, with R'R = A'A, built up row by row with Givens rotations
 * (Golub and Van Loan, Matrix Computations, 4th edition, section 5.2.5). As least squares depend on
 * A'A alone, R stands for as many rows of A as one likes: its own few rows have the same solution.
 *
 * <p>Adding the rows of another factor adds its A. So chunks are factored where they are, and their
 * factors put together in the order of the chunks, which gives the same bits each time.
 */
public final class TriangularFactor implements Serializable {

  private static final long serialVersionUID = 1L;

  /** [p][p], upper triangular. */
  private final double[][] factor;

  private long rows;

  /**
   * The factor of no row.
   *
   * @param columns p, how many numbers a row has
   */
  public TriangularFactor(int columns) {
    factor = new double[columns][columns];
  }

  private TriangularFactor(double[][] factor, long rows) {
    this.factor = factor;
    this.rows = rows;
  }

  /**
   * Adds a row of A.
   *
   * @param row [p]; it is left as it is
   */
  public void add(double[] row) {
    rotateIn(row.clone());
    rows++;
  }

  /** Adds all rows that another factor stands for. */
  public void add(TriangularFactor more) {
    for (double[] row : more.factor) {
      rotateIn(row.clone());
    }
    rows += more.rows;
  }

  private void rotateIn(double[] row) {
    for (int i = 0; i < row.length; i++) {
      if (row[i] == 0) {
        continue;
      }
      double[] own = factor[i];
      double length = Math.hypot(own[i], row[i]);
      double cosine = own[i] / length;
      double sine = row[i] / length;
      own[i] = length;
      row[i] = 0;
      for (int j = i + 1; j < row.length; j++) {
        double above = own[j];
        own[j] = cosine * above + sine * row[j];
        row[j] = cosine * row[j] - sine * above;
      }
    }
  }

  /** How many rows A has. */
  public long rows() {
    return rows;
  }

  /** The entry of R in row i and column j. */
  public double at(int i, int j) {
    return factor[i][j];
  }

  /** Length of a column of A. */
  public double norm(int column) {
    double norm = 0;
    for (int i = 0; i <= column; i++) {
      norm = Math.hypot(norm, factor[i][column]);
    }
    return norm;
  }

  /** Product of two columns of A. */
  public double product(int a, int b) {
    double product = 0;
    for (int i = 0; i <= Math.min(a, b); i++) {
      product += factor[i][a] * factor[i][b];
    }
    return product;
  }

  /**
   * The factor of some columns of A, in this order.
   *
   * @param columns their numbers
   */
  public TriangularFactor columns(int... columns) {
    TriangularFactor chosen = new TriangularFactor(columns.length);
    for (double[] row : factor) {
      chosen.rotateIn(Arrays.stream(columns).mapToDouble(column -> row[column]).toArray());
    }
    chosen.rows = rows;
    return chosen;
  }

  /**
   * Where the first column of A is all ones: the factor of the other columns less their means. R's
   * first row is the means times the root of the number of rows, so it is what remains below it.
   */
  public TriangularFactor centered() {
    double[][] below = new double[factor.length - 1][];
    for (int i = 1; i < factor.length; i++) {
      below[i - 1] = Arrays.copyOfRange(factor[i], 1, factor.length);
    }
    return new TriangularFactor(below, rows);
  }

  /**
   * The inverse of A'A.
   *
   * @return [p][p]; infinite or NaN where a column is a combination of those before it
   */
  public double[][] inverseProducts() {
    int p = factor.length;
    double[][] inverse = new double[p][p];
    for (int j = 0; j < p; j++) {
      inverse[j][j] = 1 / factor[j][j];
      for (int i = j - 1; i >= 0; i--) {
        double sum = 0;
        for (int k = i + 1; k <= j; k++) {
          sum += factor[i][k] * inverse[k][j];
        }
        inverse[i][j] = -sum / factor[i][i];
      }
    }
    double[][] products = new double[p][p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        for (int k = Math.max(i, j); k < p; k++) {
          products[i][j] += inverse[i][k] * inverse[j][k];
        }
      }
    }
    return products;
  }
}
