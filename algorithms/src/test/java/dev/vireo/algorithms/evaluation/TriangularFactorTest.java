package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TriangularFactorTest {

  private final double[][] rows = rows(new Random(5), 40, 4);

  private static double[][] rows(Random random, int count, int columns) {
    double[][] rows = new double[count][columns];
    for (double[] row : rows) {
      for (int j = 0; j < columns; j++) {
        row[j] = j == 0 ? 1 : random.nextGaussian() * Math.pow(10, j) + j;
      }
    }
    return rows;
  }

  private static TriangularFactor of(double[][] rows, int from, int to) {
    TriangularFactor factor = new TriangularFactor(rows[0].length);
    for (int i = from; i < to; i++) {
      factor.add(rows[i]);
    }
    return factor;
  }

  private double product(int a, int b, double meanA, double meanB) {
    double sum = 0;
    for (double[] row : rows) {
      sum += (row[a] - meanA) * (row[b] - meanB);
    }
    return sum;
  }

  private double mean(int column) {
    return product(0, column, 0, 0) / rows.length;
  }

  @Test
  void itHasTheProductsOfTheColumns() {
    TriangularFactor factor = of(rows, 0, rows.length);

    assertThat(factor.rows()).isEqualTo(40);
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        double expected = product(a, b, 0, 0);
        assertThat(factor.product(a, b))
            .isCloseTo(expected, within(1e-11 * factor.norm(a) * factor.norm(b)));
      }
    }
  }

  @Test
  void factorsOfPartsAddUp() {
    TriangularFactor parts = of(rows, 0, 1);
    parts.add(of(rows, 1, 25));
    parts.add(new TriangularFactor(4));
    parts.add(of(rows, 25, 40));

    assertThat(parts.rows()).isEqualTo(40);
    assertThat(parts.product(2, 3))
        .isCloseTo(product(2, 3, 0, 0), within(1e-11 * parts.norm(2) * parts.norm(3)));
  }

  @Test
  void columnsAreChosenInAnyOrder() {
    TriangularFactor chosen = of(rows, 0, rows.length).columns(3, 1);

    assertThat(chosen.product(0, 1))
        .isCloseTo(product(3, 1, 0, 0), within(1e-11 * chosen.norm(0) * chosen.norm(1)));
    assertThat(chosen.norm(0)).isCloseTo(Math.sqrt(product(3, 3, 0, 0)), within(1e-9));
  }

  @Test
  void belowAColumnOfOnesTheMeansAreOff() {
    TriangularFactor centered = of(rows, 0, rows.length).centered();

    for (int a = 1; a < 4; a++) {
      for (int b = 1; b < 4; b++) {
        assertThat(centered.product(a - 1, b - 1))
            .isCloseTo(
                product(a, b, mean(a), mean(b)),
                within(1e-10 * centered.norm(a - 1) * centered.norm(b - 1)));
      }
    }
  }

  @Test
  void theInverseOfTheProductsIsOne() {
    TriangularFactor factor = of(rows, 0, rows.length);
    double[][] inverse = factor.inverseProducts();

    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
          sum += inverse[i][k] * factor.product(k, j);
        }
        assertThat(sum * factor.norm(i) / factor.norm(j)).isCloseTo(i == j ? 1 : 0, within(1e-9));
      }
    }
  }

  @Test
  void zerosHaveNoLength() {
    TriangularFactor factor = new TriangularFactor(2);
    factor.add(new double[] {0, 1});
    factor.add(new double[] {0, 2});

    assertThat(factor.norm(0)).isZero();
    assertThat(factor.norm(1)).isCloseTo(Math.sqrt(5), within(1e-15));
  }
}
