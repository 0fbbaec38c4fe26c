package dev.vireo.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three chunks of a group each: a near tie, two equal texts, and a completion without a reward. */
final class AuditSignalsIT {

  private static final double[][] REWARDS = {{0.5, 0.501}, {0, 1}, {Double.NaN, 1}};
  private static final String[][] TEXTS = {{"a", "b"}, {"same", "same"}, {"c", "d"}};

  @TempDir private Path folder;

  @Test
  void executorsCountWhatTheDriverCounts() throws IOException {
    SortedMap<String, Double> onDriver = audit("driver", "1g");
    SortedMap<String, Double> onExecutors = audit("executors", "0");

    assertThat(onDriver)
        .containsEntry("signals/near_tie_share", 1 / 3.0)
        .containsEntry("signals/duplicate_share", 1 / 6.0)
        .containsEntry("signals/no_reward_share", 1 / 6.0)
        // In each group the longer completion has the higher reward.
        .hasEntrySatisfying("signals/reward_length_correlation", r -> assertThat(r).isPositive());
    assertThat(onExecutors).isEqualTo(onDriver);
  }

  @Test
  void rowsThatWereCleanedUpAreNotMissed() throws IOException {
    RunDirectory run = publish("cleaned");
    run.partition(Datasets.ROLLOUTS, 1).markCleaned();
    run.delete("rollouts/iteration=1");
    try (SparkSession spark = TestSpark.local()) {
      assertThat(audit(run, spark)).isEmpty();
    }
  }

  private SortedMap<String, Double> audit(String name, String driverBytes) throws IOException {
    RunDirectory run = publish(name);
    System.setProperty("spark.vireo.driverBytes", driverBytes);
    try (SparkSession spark = TestSpark.local()) {
      return audit(run, spark);
    } finally {
      System.clearProperty("spark.vireo.driverBytes");
    }
  }

  private static SortedMap<String, Double> audit(RunDirectory run, SparkSession spark) {
    return AuditSignals.run(
        new StageContext(spark, run, 1, Progress.NONE),
        run.partition(Datasets.ROLLOUTS, 1).require(),
        run.partition(Datasets.REWARDS, 1).require(),
        run.partition(Datasets.ADVANTAGES, 1).require(),
        0.4);
  }

  private RunDirectory publish(String name) {
    RunDirectory run = RunDirectory.at(folder.resolve(name));
    publish(run.partition(Datasets.ROLLOUTS, 1), AuditSignalsIT::rollout);
    publish(run.partition(Datasets.REWARDS, 1), AuditSignalsIT::rewards);
    publish(run.partition(Datasets.ADVANTAGES, 1), AuditSignalsIT::advantages);
    return run;
  }

  private static <T extends SpecificRecordBase> void publish(
      Partition<T> partition, IntFunction<T> row) {
    Fingerprint fingerprint = Fingerprint.of("by-hand");
    List<ChunkSummary> chunks = new ArrayList<>();
    for (int group = 0; group < REWARDS.length; group++) {
      ChunkResult<T> chunk = ChunkResult.of(List.of(row.apply(group)));
      chunks.add(partition.write(group, fingerprint, chunk, true).orElseThrow());
    }
    partition.publish(partition.manifest(fingerprint, chunks, Map.of()));
  }

  private static Rollout rollout(int group) {
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < 2; sample++) {
      List<Integer> tokens = sample == 0 ? List.of(1) : List.of(1, 2);
      List<Float> logprobs = sample == 0 ? List.of(-1f) : List.of(-1f, -1f);
      completions.add(
          new Completion(sample, tokens, logprobs, TEXTS[group][sample], FinishReason.stop, null));
    }
    return new Rollout(1, "p" + group, 0, "?", null, Map.of(), List.of(1), completions);
  }

  private static Rewards rewards(int group) {
    List<CompletionReward> completions = new ArrayList<>();
    for (int sample = 0; sample < 2; sample++) {
      completions.add(
          new CompletionReward(sample, REWARDS[group][sample], new TreeMap<>(), null, null, null));
    }
    return new Rewards(1, "p" + group, completions);
  }

  private static Advantages advantages(int group) {
    List<CompletionAdvantage> completions = new ArrayList<>();
    for (int sample = 0; sample < 2; sample++) {
      double reward = REWARDS[group][sample];
      completions.add(
          new CompletionAdvantage(sample, reward, 0.5, sample == 0 ? -0.7 : 0.7, null, null));
    }
    return new Advantages(
        1, "p" + group, completions, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, null);
  }
}
