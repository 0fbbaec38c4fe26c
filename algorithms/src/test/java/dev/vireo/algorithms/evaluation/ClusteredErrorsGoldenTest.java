package dev.vireo.algorithms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Against statsmodels, which computed the file's last two lines: {@code python
 * checks/interop/clustered_errors.py} writes it.
 */
class ClusteredErrorsGoldenTest {

  private static final String FILE = "/clustered_errors-statsmodels-0.15.csv";
  private static final int CLUSTERS = 9;

  private final List<String[]> lines = lines();
  private final double[][] rows =
      lines.stream()
          .filter(line -> line[0].equals("row"))
          .map(line -> Arrays.stream(line).skip(1).mapToDouble(Double::parseDouble).toArray())
          .toArray(double[][]::new);

  private static List<String[]> lines() {
    try (InputStream in = ClusteredErrorsGoldenTest.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(","))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void amongAllRows() {
    TriangularFactor all = new TriangularFactor(4);
    for (double[] row : rows) {
      all.add(new double[] {1, row[1], row[2], row[3]});
    }
    double[] means = new double[3];
    for (int i = 0; i < 3; i++) {
      means[i] = all.at(0, i + 1) / all.at(0, 0);
    }
    check("pooled", all.centered(), row -> means, 3);
  }

  @Test
  void withinClusters() {
    double[][] means = new double[CLUSTERS][3];
    for (double[] row : rows) {
      for (int i = 0; i < 3; i++) {
        means[(int) row[0]][i] += row[i + 1] * CLUSTERS / rows.length;
      }
    }
    TriangularFactor factor = new TriangularFactor(3);
    for (double[] row : rows) {
      factor.add(less(row, means[(int) row[0]]));
    }
    check("within", factor, row -> means[(int) row[0]], 2);
  }

  private interface Means {
    double[] of(double[] row);
  }

  private static double[] less(double[] row, double[] means) {
    return new double[] {row[1] - means[0], row[2] - means[1], row[3] - means[2]};
  }

  private void check(String name, TriangularFactor factor, Means means, int parameters) {
    double[] expected =
        lines.stream()
            .filter(line -> line[0].equals(name))
            .flatMapToDouble(line -> Arrays.stream(line).skip(1).mapToDouble(Double::parseDouble))
            .toArray();
    double[][] inverse = factor.columns(0, 1).inverseProducts();
    double[] coefficients = new double[2];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        coefficients[i] += inverse[i][j] * factor.product(j, 2);
      }
      assertThat(coefficients[i]).isCloseTo(expected[i], within(1e-12));
    }
    double[][] sums = new double[CLUSTERS][2];
    for (double[] row : rows) {
      double[] x = less(row, means.of(row));
      double residual = x[2] - coefficients[0] * x[0] - coefficients[1] * x[1];
      sums[(int) row[0]][0] += x[0] * residual;
      sums[(int) row[0]][1] += x[1] * residual;
    }
    double[][] scores = new double[2][2];
    for (double[] sum : sums) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          scores[i][j] += sum[i] * sum[j];
        }
      }
    }
    double[] errors = ClusteredErrors.of(inverse, scores, CLUSTERS, rows.length, parameters);
    assertThat(errors[0]).isCloseTo(expected[2], within(1e-12));
    assertThat(errors[1]).isCloseTo(expected[3], within(1e-12));
  }

  @Test
  void oneClusterSaysNothing() {
    assertThat(ClusteredErrors.of(new double[][] {{1}}, new double[][] {{1}}, 1, 10, 1)[0]).isNaN();
  }

  @Test
  void equalClustersCountFully() {
    assertThat(ClusteredErrors.effectiveClusters(4 * 3, 4 * 9)).isEqualTo(4);
    assertThat(ClusteredErrors.effectiveClusters(100 + 3, 100 * 100 + 3)).isLessThan(1.1);
    assertThat(ClusteredErrors.effectiveClusters(0, 0)).isZero();
  }
}
