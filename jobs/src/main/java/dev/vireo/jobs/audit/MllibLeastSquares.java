package dev.vireo.jobs.audit;

import dev.vireo.algorithms.evaluation.TriangularFactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Linear regression by MLlib. It gets the rows of a triangular factor in place of all completions:
 * they have the same solution, are as few as there are columns, and lie in one partition, so that
 * the bits are the same each time.
 */
final class MllibLeastSquares implements LeastSquares {

  private static final StructType ROWS =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  private final SparkSession session;

  MllibLeastSquares(SparkSession session) {
    this.session = session;
  }

  @Override
  public double[] coefficients(TriangularFactor factor, int[] features, int label) {
    int p = features.length;
    int[] columns = Arrays.copyOf(features, p + 1);
    columns[p] = label;
    TriangularFactor chosen = factor.columns(columns);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i <= p; i++) {
      double[] row = new double[p];
      for (int j = 0; j < p; j++) {
        // Columns of length 1: their lengths are tokens here and shares there.
        row[j] = chosen.at(i, j) / chosen.norm(j);
      }
      rows.add(RowFactory.create(chosen.at(i, p) / chosen.norm(p), Vectors.dense(row)));
    }
    JavaRDD<Row> one =
        JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(rows, 1);
    double[] scaled =
        new LinearRegression("vireo-audit")
            .setSolver("normal")
            .setFitIntercept(false)
            .setStandardization(false)
            .fit(session.createDataFrame(one, ROWS))
            .coefficients()
            .toArray();
    double[] coefficients = new double[p];
    for (int j = 0; j < p; j++) {
      coefficients[j] = scaled[j] * chosen.norm(p) / chosen.norm(j);
    }
    return coefficients;
  }
}
