package dev.vireo.jobs.rewards.mllib;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.HashSplit;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.schemas.Preference;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
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
 * Trains a linear Bradley-Terry reward model: {@code preferences} in, a saved MLlib pipeline out,
 * which the {@code mllib} reward scores single completions with.
 *
 * <p>The chance that a completion with features a is preferred to one with features b is
 * sigmoid(w.a - w.b), so w is a logistic regression without intercept on a - b (Bradley and Terry,
 * 1952). The reward of a single completion is w.a + c. The preferences do not determine c; it is
 * chosen so that the completions trained on have mean reward 0.
 *
 * <p>Everything runs in one partition, in the order of the dataset, under fixed names: the same
 * preferences give the same scores each time. The prompt is not looked at; it would cancel out.
 */
public final class TrainMllibModel {
  /** The stage's name. */
  public static final String STAGE = "train-mllib";

  private static final StructType TEXTS =
      new StructType()
          .add("completion", DataTypes.StringType, false)
          .add("held_out", DataTypes.BooleanType, false);
  private static final StructType DIFFERENCES =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  private final MllibTrainingSettings settings;

  private TrainMllibModel(MllibTrainingSettings settings) {
    this.settings = settings;
  }

  /** The stage with these settings. */
  public static TrainMllibModel of(MllibTrainingSettings settings) {
    return new TrainMllibModel(settings);
  }

  /**
   * Trains and saves a model, unless the directory holds the one of these preferences and settings.
   *
   * @param directory where it is put, in place of what was there
   * @throws InputException when there is nothing to train on, or the directory cannot be written
   */
  public MllibReport run(
      SparkSession spark,
      DatasetHandle<Preference> preferences,
      String directory,
      Progress progress) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    MllibModelDirectory target = new MllibModelDirectory(directory, configuration);
    Fingerprint fingerprint = fingerprint(preferences);
    Optional<MllibReport> finished = target.report(fingerprint.hash());
    if (finished.isEmpty()) {
      target.madeOf(STAGE).ifPresent(old -> StageChange.refuse(target.path(), old, fingerprint));
    }
    StageProgress stage = StageProgress.start(progress, STAGE, 0, preferences.rows(), "pairs");
    if (finished.isPresent()) {
      stage.skip(metrics(finished.get()));
      return finished.get();
    }
    try {
      target.check();
      MllibReport report = train(spark, preferences, target, fingerprint);
      stage.finish(metrics(report));
      return report;
    } catch (RuntimeException e) {
      stage.fail();
      throw e;
    }
  }

  /** Whether a directory holds the model of these preferences and settings. */
  public boolean isIn(SparkSession spark, DatasetHandle<Preference> preferences, String directory) {
    return new MllibModelDirectory(directory, spark.sparkContext().hadoopConfiguration())
        .report(fingerprint(preferences).hash())
        .isPresent();
  }

  private Fingerprint fingerprint(DatasetHandle<Preference> preferences) {
    return Fingerprint.of(STAGE).input("preferences", preferences.contentHash()).settings(settings);
  }

  private static Map<String, Double> metrics(MllibReport report) {
    return Map.of("held_out_accuracy", report.heldOutAccuracy());
  }

  private MllibReport train(
      SparkSession spark,
      DatasetHandle<Preference> preferences,
      MllibModelDirectory target,
      Fingerprint fingerprint) {
    Dataset<Row> texts = spark.createDataFrame(texts(spark, preferences), TEXTS);
    List<PipelineStage> stages = new ArrayList<>(CompletionFeatures.stages(settings));
    Dataset<Row> counted = pipeline(stages, texts).transform(texts).cache();
    Dataset<Row> training = counted.filter("not held_out");
    if (training.isEmpty()) {
      counted.unpersist();
      throw new InputException(
          "There are no preference pairs to train on: %d in all, and those of held-out prompts do not count"
              .formatted(preferences.rows()));
    }
    StandardScalerModel scaler =
        new StandardScaler("vireo-scaler")
            .setInputCol(CompletionFeatures.COLUMN)
            .setOutputCol("features")
            .fit(training);
    Dataset<Row> scaled = scaler.transform(counted);
    Dataset<Row> differences = differences(spark, scaled.filter("not held_out"));
    LogisticRegressionModel fitted =
        new LogisticRegression("vireo-bradley-terry")
            .setFitIntercept(false)
            .setStandardization(false)
            .setRegParam(settings.regularization() / (training.count() / 2.0))
            .setMaxIter(settings.maxIterations())
            .setTol(1e-6)
            .fit(differences);
    Accuracy train = Accuracy.of(fitted.coefficients(), differences);
    Accuracy heldOut =
        Accuracy.of(fitted.coefficients(), differences(spark, scaled.filter("held_out")));
    counted.unpersist();
    stages.add(scaler);
    stages.add(
        new LogisticRegressionModel(
            "vireo-bradley-terry", fitted.coefficients(), center(scaler, fitted.coefficients())));
    MllibReport report =
        new MllibReport(
            target.path(), train.pairs(), train.share(), heldOut.pairs(), heldOut.share());
    target.save(pipeline(stages, texts), report, fingerprint);
    return report;
  }

  /** The stages, of which each has been fitted, as one model. */
  private static PipelineModel pipeline(List<PipelineStage> stages, Dataset<Row> texts) {
    return new Pipeline("vireo-mllib").setStages(stages.toArray(PipelineStage[]::new)).fit(texts);
  }

  /** The chosen completion of each pair and then the rejected one, in one partition. */
  private JavaRDD<Row> texts(SparkSession spark, DatasetHandle<Preference> preferences) {
    double heldOut = settings.heldOutFraction();
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(IntStream.range(0, preferences.chunkCount()).boxed().toList(), 1)
        .flatMap(chunk -> preferences.read(chunk).iterator())
        .flatMap(
            pair -> {
              boolean out = HashSplit.isHeldOut(pair.getPrompt(), heldOut);
              return List.of(
                      RowFactory.create(pair.getChosen(), out),
                      RowFactory.create(pair.getRejected(), out))
                  .iterator();
            });
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
  private static double center(StandardScalerModel scaler, Vector coefficients) {
    double mean = 0;
    for (int i = 0; i < coefficients.size(); i++) {
      double deviation = scaler.std().apply(i);
      mean += deviation == 0 ? 0 : coefficients.apply(i) * scaler.mean().apply(i) / deviation;
    }
    return -mean;
  }

  /** How many pairs a model has the right way round, a tie counting half. */
  private record Accuracy(long pairs, double right) implements Serializable {
    static Accuracy of(Vector coefficients, Dataset<Row> differences) {
      return differences
          .toJavaRDD()
          .mapPartitions(rows -> List.of(of(coefficients, rows)).iterator())
          .fold(new Accuracy(0, 0), Accuracy::and);
    }

    private static Accuracy of(Vector coefficients, Iterator<Row> rows) {
      long pairs = 0;
      double right = 0;
      while (rows.hasNext()) {
        Row row = rows.next();
        Vector features = row.getAs(1);
        double margin = features.dot(coefficients) * (row.getDouble(0) == 1 ? 1 : -1);
        right += margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
        pairs++;
      }
      return new Accuracy(pairs, right);
    }

    /** Both together: halves add up to the same in any order. */
    private Accuracy and(Accuracy other) {
      return new Accuracy(pairs + other.pairs, right + other.right);
    }

    double share() {
      return right / pairs;
    }
  }
}
