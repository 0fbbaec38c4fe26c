package dev.vireo.algorithms.evaluation;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The triangular factor R of a matrix A, with R'R = A'A, built row by row with Givens rotations
 * (Golub and Van Loan, Matrix Computations, 4th edition, section 5.2.5). Least squares depend only
 * on A'A, so R's few rows can replace any number of rows of A: the solution is the same.
 *
 * <p>Adding the rows of another factor is equivalent to adding the rows of its A. Chunks are
 * therefore factored where they are, and the factors combined in the order of the chunks, which
 * gives the same bits each time.
 */
public final class TriangularFactor implements Serializable {

  private static final long serialVersionUID = 1L;

  /** [p][p], upper triangular. */
  private final double[][] factor;

  private long rows;

  /**
   * The factor of a matrix without rows.
   *
   * @param columns p, the number of columns
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
   * @param row [p]; not changed
   */
  public void add(double[] row) {
    rotateIn(row.clone());
    rows++;
  }

  /** Adds all rows of another factor's matrix. */
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

  /** Number of rows of A. */
  public long rows() {
    return rows;
  }

  /** The entry of R in row i and column j. */
  public double at(int i, int j) {
    return factor[i][j];
  }

  /** Euclidean norm of a column of A. */
  public double norm(int column) {
    double norm = 0;
    for (int i = 0; i <= column; i++) {
      norm = Math.hypot(norm, factor[i][column]);
    }
    return norm;
  }

  /** Inner product of two columns of A. */
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
   * @param columns indices of the columns
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
   * For a matrix whose first column is all ones: the factor of the other columns, centred to mean
   * 0. R's first row is the means times the square root of the number of rows, so the result is
   * what remains below it.
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
   * @return [p][p]; infinite or NaN where a column is a linear combination of earlier ones
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
