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
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Trains a linear Bradley-Terry reward model: {@code preferences} in, a saved MLlib pipeline out,
 * which the {@code mllib} reward scores single completions with.
 *
 * <p>Everything runs in one partition, in the order of the dataset: the same preferences give the
 * same scores each time. The prompt is not looked at; it would cancel out.
 */
public final class TrainMllibModel {
  /** The stage's name. */
  public static final String STAGE = "train-mllib";

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
    Optional<LinearFit> found = LinearFit.of(spark, texts(spark, preferences), settings);
    if (found.isEmpty()) {
      throw new InputException(
          "There are no preference pairs to train on: %d in all, and those of held-out prompts do not count"
              .formatted(preferences.rows()));
    }
    try (LinearFit fit = found.get()) {
      Accuracy train = Accuracy.of(fit.margins(false));
      Accuracy heldOut = Accuracy.of(fit.margins(true));
      MllibReport report =
          new MllibReport(
              target.path(), train.pairs(), train.share(), heldOut.pairs(), heldOut.share());
      target.save(fit.ofCompletions(), report, fingerprint);
      return report;
    }
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
              return MllibBaseline.rows(pair.getChosen(), pair.getRejected(), out).iterator();
            });
  }

  /** How many pairs a model has the right way round, a tie counting half. */
  private record Accuracy(long pairs, double right) implements Serializable {
    static Accuracy of(JavaRDD<Double> margins) {
      return margins
          .map(margin -> new Accuracy(1, margin > 0 ? 1 : margin == 0 ? 0.5 : 0))
          .fold(new Accuracy(0, 0), Accuracy::and);
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
