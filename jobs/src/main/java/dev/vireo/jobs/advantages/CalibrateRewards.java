package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.Calibrated;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The stage that finds out what rewards are worth: the expected value of another recorded reward,
 * by MLlib's isotonic regression over the rewards of the last iterations. Its output, {@code
 * calibrations/iteration=N/curve.json}, is named by the last of them, and what comes after goes by
 * it.
 *
 * <p>MLlib gets a row for each different reward, with the mean target as its label and the number
 * of completions as its weight: the solution is the same as of all completions, and in one
 * partition the bits are the same each time.
 */
public final class CalibrateRewards {

  /** The stage's name. */
  public static final String STAGE = "calibrate-rewards";

  /** Its folder in the run directory. */
  public static final String FOLDER = "calibrations";

  private static final StructType ROWS =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", DataTypes.DoubleType, false)
          .add("weight", DataTypes.DoubleType, false);

  private CalibrateRewards() {}

  /** A chunk of an iteration's rewards. */
  private record Chunk(DatasetHandle<Rewards> rewards, int number) implements Serializable {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(Calibrated rule) {
    return Fingerprint.of(STAGE)
        .settings(Map.of("target", rule.target(), "every", rule.every(), "window", rule.window()));
  }

  /** The folder of what was fitted after an iteration. */
  public static String folder(int iteration) {
    return FOLDER + "/iteration=" + iteration;
  }

  /**
   * What is published.
   *
   * @param iteration the last one that it was fitted to
   * @throws InputException if nothing is
   */
  public static Calibration published(StageContext context, int iteration) {
    return PublishedFolder.find(context.run(), folder(iteration))
        .map(CalibrateRewards::calibration)
        .orElseThrow(
            () ->
                new InputException(
                    "There is no %s: run %s of iteration %d first"
                        .formatted(context.run().uri(folder(iteration)), STAGE, iteration)));
  }

  /**
   * The rewards that a curve is fitted to.
   *
   * @param last the last iteration of the window
   * @throws InputException if one of them has no rewards
   */
  public static SortedMap<Integer, DatasetHandle<Rewards>> window(
      RunDirectory run, Calibrated rule, int last) {
    SortedMap<Integer, DatasetHandle<Rewards>> window = new TreeMap<>();
    for (int each = Math.max(1, last - rule.window() + 1); each <= last; each++) {
      window.put(each, run.partition(Datasets.REWARDS, each).require());
    }
    return window;
  }

  /**
   * Fits the curve, unless it is there.
   *
   * @param window the rewards of the iterations that it is fitted to, at least one
   */
  public static Calibration run(
      StageContext context, Calibrated rule, SortedMap<Integer, DatasetHandle<Rewards>> window) {
    String folder = folder(window.lastKey());
    Fingerprint fingerprint = declared(rule);
    for (Map.Entry<Integer, DatasetHandle<Rewards>> each : window.entrySet()) {
      fingerprint =
          fingerprint.input("rewards-%06d".formatted(each.getKey()), each.getValue().contentHash());
    }
    Optional<PublishedFolder> there =
        PublishedFolder.findOrTakeOver(context.run(), folder, fingerprint);
    if (there.isPresent()) {
      StageChange.refuse(
          context.run().uri(folder), there.get().manifest().fingerprint(), fingerprint);
      return calibration(there.get());
    }
    context.run().requireOwnWork(STAGE);
    CalibrationFile file = fit(context, rule, window);
    say(context, file);
    return calibration(
        PublishedFolder.publish(
            context.run(),
            folder,
            fingerprint,
            target -> Files.write(target.resolve(CalibrationFile.NAME), file.json())));
  }

  private static Calibration calibration(PublishedFolder folder) {
    return new Calibration(folder.contentHash(), CalibrationFile.read(folder));
  }

  private static CalibrationFile fit(
      StageContext context, Calibrated rule, SortedMap<Integer, DatasetHandle<Rewards>> window) {
    context.spark().sc().setJobDescription(STAGE);
    RewardLevels levels = new RewardLevels();
    parts(context, rule.target(), window).forEach(levels::add);
    String reason = unusable(levels);
    List<CalibrationFile.Point> points = reason == null ? points(context, levels) : List.of();
    boolean flat =
        points.isEmpty() || points.get(0).target() == points.get(points.size() - 1).target();
    return new CalibrationFile(
        rule.target(),
        window.firstKey(),
        window.lastKey(),
        levels.completions(),
        levels.leftOut(),
        reason == null && flat ? "the target does not rise with the reward" : reason,
        points);
  }

  /** Why there is no curve; null if there is one. */
  private static String unusable(RewardLevels levels) {
    if (levels.completions() == 0) {
      return "no completion has both a reward and the target";
    }
    if (levels.levels().size() == 1) {
      return "all completions have the same reward";
    }
    return levels.sameTargets() ? "the target is the same at all rewards" : null;
  }

  private static List<RewardLevels.Part> parts(
      StageContext context, String target, SortedMap<Integer, DatasetHandle<Rewards>> window) {
    List<Chunk> chunks = new ArrayList<>();
    window.values().forEach(each -> each.chunks().forEach(i -> chunks.add(new Chunk(each, i))));
    boolean small =
        window.values().stream().allMatch(each -> SparkDatasets.isSmall(each, context.spark()));
    return small
        ? chunks.parallelStream()
            .map(each -> RewardLevels.ofChunk(each.rewards(), each.number(), target))
            .toList()
        : context
            .spark()
            .parallelize(chunks, chunks.size())
            .map(each -> RewardLevels.ofChunk(each.rewards(), each.number(), target))
            .collect();
  }

  private static List<CalibrationFile.Point> points(StageContext context, RewardLevels levels) {
    List<Row> rows = new ArrayList<>();
    levels
        .levels()
        .forEach(
            (reward, level) ->
                rows.add(
                    RowFactory.create(level.meanTarget(), reward, (double) level.completions())));
    IsotonicRegressionModel model =
        new IsotonicRegression("vireo-calibration")
            .setWeightCol("weight")
            .fit(context.session().createDataFrame(context.spark().parallelize(rows, 1), ROWS));
    double[] rewards = model.boundaries().toArray();
    double[] targets = model.predictions().toArray();
    List<CalibrationFile.Point> points = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rewards.length; i++) {
      // Whatever the rounding of blocks that were pooled, a curve rises.
      highest = Math.max(highest, targets[i]);
      if (rewards[i] > last) {
        points.add(new CalibrationFile.Point(rewards[i], highest));
        last = rewards[i];
      }
    }
    return points;
  }

  private static void say(StageContext context, CalibrationFile file) {
    context
        .progress()
        .message(
            file.unusable() == null
                ? "rewards calibrated by %s on %s of iterations %d to %d"
                    .formatted(
                        file.target(),
                        Counted.of(file.completions(), "completions"),
                        file.firstIteration(),
                        file.lastIteration())
                : "rewards stay as they are after iteration %d, as they cannot be calibrated by %s: %s"
                    .formatted(file.lastIteration(), file.target(), file.unusable()));
  }
}
