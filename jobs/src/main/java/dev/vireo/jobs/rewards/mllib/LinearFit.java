package dev.vireo.jobs.rewards.mllib;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A linear Bradley-Terry model fitted to pairs of texts, with the features of all pairs, which are
 * kept until it is closed.
 *
 * <p>The chance that a completion with features a is preferred to one with features b is
 * sigmoid(w.a - w.b), so w is a logistic regression without intercept on a - b (Bradley and Terry,
 * 1952).
 *
 * <p>Everything runs in the partition of the texts, in their order, under fixed names: the same
 * texts give the same model each time.
 */
final class LinearFit implements AutoCloseable {
  private static final StructType TEXTS =
      new StructType()
          .add("completion", DataTypes.StringType, false)
          .add("held_out", DataTypes.BooleanType, false);
  private static final StructType DIFFERENCES =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  private final Dataset<Row> texts;
  private final Dataset<Row> counted;
  private final List<PipelineStage> stages;
  private final StandardScalerModel scaler;
  private final Vector coefficients;

  private LinearFit(
      Dataset<Row> texts,
      Dataset<Row> counted,
      List<PipelineStage> stages,
      StandardScalerModel scaler,
      Vector coefficients) {
    this.texts = texts;
    this.counted = counted;
    this.stages = stages;
    this.scaler = scaler;
    this.coefficients = coefficients;
  }

  /**
   * Fits a model; none if all pairs are held out.
   *
   * @param rows in one partition, of each pair the chosen completion and then the rejected one: its
   *     text, and whether it is held out
   */
  static Optional<LinearFit> of(
      SparkSession spark, JavaRDD<Row> rows, MllibTrainingSettings settings) {
    Dataset<Row> texts = spark.createDataFrame(rows, TEXTS);
    List<PipelineStage> stages = new ArrayList<>(CompletionFeatures.stages(settings));
    Dataset<Row> counted = pipeline(stages, texts).transform(texts).cache();
    Dataset<Row> training = counted.filter("not held_out");
    if (training.isEmpty()) {
      counted.unpersist();
      return Optional.empty();
    }
    StandardScalerModel scaler =
        new StandardScaler("vireo-scaler")
            .setInputCol(CompletionFeatures.COLUMN)
            .setOutputCol("features")
            .fit(training);
    LogisticRegressionModel fitted =
        new LogisticRegression("vireo-bradley-terry")
            .setFitIntercept(false)
            .setStandardization(false)
            .setRegParam(settings.regularization() / (training.count() / 2.0))
            .setMaxIter(settings.maxIterations())
            .setTol(1e-6)
            .fit(differences(spark, scaler.transform(counted).filter("not held_out")));
    return Optional.of(new LinearFit(texts, counted, stages, scaler, fitted.coefficients()));
  }

  /** Of each training pair, or of each one held out, by how much the chosen score is higher. */
  JavaRDD<Double> margins(boolean heldOut) {
    Vector weights = coefficients;
    Dataset<Row> scaled = scaler.transform(counted).filter(heldOut ? "held_out" : "not held_out");
    return differences(counted.sparkSession(), scaled)
        .toJavaRDD()
        .map(
            row -> {
              Vector features = row.getAs(1);
              return features.dot(weights) * (row.getDouble(0) == 1 ? 1 : -1);
            });
  }

  /**
   * The model of single completions. The preferences do not determine its intercept; it is chosen
   * so that the completions trained on have mean reward 0.
   */
  PipelineModel ofCompletions() {
    List<PipelineStage> all = new ArrayList<>(stages);
    all.add(scaler);
    all.add(new LogisticRegressionModel("vireo-bradley-terry", coefficients, center()));
    return pipeline(all, texts);
  }

  @Override
  public void close() {
    counted.unpersist();
  }

  /** The stages, of which each has been fitted, as one model. */
  private static PipelineModel pipeline(List<PipelineStage> stages, Dataset<Row> texts) {
    return new Pipeline("vireo-mllib").setStages(stages.toArray(PipelineStage[]::new)).fit(texts);
  }

  /** The difference of each pair's features; every other pair is turned round, with label 0. */
  private static Dataset<Row> differences(SparkSession spark, Dataset<Row> scaled) {
    JavaRDD<Row> rows =
        scaled
            .select("features")
            .toJavaRDD()
            .mapPartitions(
                completions ->
                    new Iterator<Row>() {
                      private boolean turned;

                      @Override
                      public boolean hasNext() {
                        return completions.hasNext();
                      }

                      @Override
                      public Row next() {
                        Vector chosen = completions.next().getAs(0);
                        // Spark's iterators only move on when they are asked whether they can.
                        if (!completions.hasNext()) {
                          throw new IllegalStateException("half a pair");
                        }
                        Vector rejected = completions.next().getAs(0);
                        turned = !turned;
                        return turned
                            ? RowFactory.create(1.0, VectorDifference.of(chosen, rejected))
                            : RowFactory.create(0.0, VectorDifference.of(rejected, chosen));
                      }
                    });
    return spark.createDataFrame(rows, DIFFERENCES);
  }

  /** The intercept with which the completions trained on have mean reward 0. */
  private double center() {
    double mean = 0;
    for (int i = 0; i < coefficients.size(); i++) {
      double deviation = scaler.std().apply(i);
      mean += deviation == 0 ? 0 : coefficients.apply(i) * scaler.mean().apply(i) / deviation;
    }
    return -mean;
  }
}
