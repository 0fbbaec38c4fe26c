package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.adjust.Calibrated;
import dev.vireo.algorithms.adjust.RewardCurve;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The curve that MLlib fits, on the driver and in tasks. */
final class CalibrateRewardsIT {

  private static final double NONE = Double.NaN;

  @TempDir static Path folders;

  @Test
  void neighboursThatFallArePooled() throws IOException {
    // Rewards 0, 1, 1, 2, 3 with targets 0, 1, 0, 0, 1: at 1 the mean is .5, at 2 it falls to 0.
    double[][] completions = {{0, 0}, {1, 1}, {1, 0}, {2, 0}, {3, 1}, {2, NONE}, {NONE, 1}};
    Calibration made =
        calibrate("pooled", "1g", rewards("pooled", List.<double[][]>of(completions)));

    RewardCurve curve = made.curve();
    assertThat(curve.rewards()).containsExactly(0, 1, 2, 3);
    assertThat(curve.targets()).containsExactly(new double[] {0, 1 / 3., 1 / 3., 1}, within(1e-12));
    assertThat(made.file().completions()).isEqualTo(2 * 5);
    assertThat(made.file().leftOut()).isEqualTo(2 * 2);
    assertThat(made.file().firstIteration()).isEqualTo(4);
    assertThat(made.file().lastIteration()).isEqualTo(5);
  }

  @Test
  void whereTheyAreAddedChangesNoBit() throws IOException {
    SplittableRandom random = new SplittableRandom(17);
    List<double[][]> chunks = new ArrayList<>();
    for (int chunk = 0; chunk < 5; chunk++) {
      double[][] completions = new double[40][];
      for (int i = 0; i < completions.length; i++) {
        double reward = random.nextInt(60) / 7.0;
        completions[i] = new double[] {reward, reward * random.nextDouble()};
      }
      chunks.add(completions);
    }
    String[] files = new String[2];
    for (int i = 0; i < 2; i++) {
      String name = "added-" + i;
      calibrate(name, i == 0 ? "1g" : "0", rewards(name, chunks));
      files[i] =
          Files.readString(folders.resolve(name).resolve("calibrations/iteration=5/curve.json"));
    }
    assertThat(files[0]).isEqualTo(files[1]).contains("\"completions\" : 400");
  }

  @Test
  void aTargetThatFallsWithTheRewardIsOfNoUse() throws IOException {
    double[][] completions = {{0, 1}, {1, 0.5}, {2, 0}};
    Calibration made = calibrate("falls", "1g", rewards("falls", List.<double[][]>of(completions)));

    assertThat(made.curve().isFlat()).isTrue();
    assertThat(made.file().unusable()).isEqualTo("the target does not rise with the reward");
  }

  private static Calibration calibrate(
      String name, String driverBytes, SortedMap<Integer, DatasetHandle<Rewards>> window)
      throws IOException {
    System.setProperty("spark.vireo.driverBytes", driverBytes);
    try (SparkSession spark = TestSpark.local()) {
      StageContext context =
          new StageContext(spark, RunDirectory.at(folders.resolve(name)), 17, Progress.NONE);
      Calibrated rule = new Calibrated("exact", 5, 2, null);
      Calibration made = CalibrateRewards.run(context, rule, window);
      // What is read is what was made.
      assertThat(CalibrateRewards.published(context, 5)).isEqualTo(made);
      return made;
    } finally {
      System.clearProperty("spark.vireo.driverBytes");
    }
  }

  /** The same rewards in iterations 4 and 5. */
  private static SortedMap<Integer, DatasetHandle<Rewards>> rewards(
      String name, List<double[][]> chunks) {
    RunDirectory run = RunDirectory.at(folders.resolve(name));
    List<Integer> numbers = new ArrayList<>();
    chunks.forEach(each -> numbers.add(numbers.size()));
    SortedMap<Integer, DatasetHandle<Rewards>> window = new TreeMap<>();
    for (int iteration = 4; iteration <= 5; iteration++) {
      int each = iteration;
      window.put(
          iteration,
          ChunkStage.<Integer, Rewards>of(
                  run.partition(Datasets.REWARDS, iteration), Fingerprint.of("score-rewards"))
              .runOnDriver(
                  numbers,
                  (index, chunk) ->
                      ChunkResult.of(List.of(group(each, chunk, chunks.get(chunk))))));
    }
    return window;
  }

  private static Rewards group(int iteration, int chunk, double[][] completions) {
    List<CompletionReward> rows = new ArrayList<>();
    for (int i = 0; i < completions.length; i++) {
      rows.add(
          CompletionReward.newBuilder()
              .setSampleIndex(i)
              .setReward(completions[i][0])
              .setValues(Map.of("exact", completions[i][1]))
              .build());
    }
    return Rewards.newBuilder()
        .setIteration(iteration)
        .setPromptId("p" + chunk)
        .setCompletions(rows)
        .build();
  }
}
