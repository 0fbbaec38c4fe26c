package dev.vireo.jobs.rewards.mllib;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** What the linear model of words and characters makes of the pairs of a neural reward model. */
public final class MllibBaseline {
  private MllibBaseline() {}

  /** A pair's rows: the chosen completion, and then the rejected one. */
  public static List<Row> rows(String chosen, String rejected, boolean heldOut) {
    return List.of(RowFactory.create(chosen, heldOut), RowFactory.create(rejected, heldOut));
  }

  /**
   * Fits the model, with the pipeline's defaults, to the pairs that are not held out.
   *
   * @param rows of all pairs, in one partition
   * @param heldOut whether the held-out pairs are asked about, or those of training
   * @return of each of these pairs, in their order, by how much the chosen completion's score is
   *     higher; empty if there is nothing to fit to
   */
  public static Optional<double[]> margins(SparkSession spark, JavaRDD<Row> rows, boolean heldOut) {
    Optional<LinearFit> found = LinearFit.of(spark, rows, MllibTrainingSettings.defaults());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (LinearFit fit = found.get()) {
      return Optional.of(
          fit.margins(heldOut).collect().stream().mapToDouble(Double::doubleValue).toArray());
    }
  }
}
