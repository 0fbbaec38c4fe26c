package dev.vireo.pipelines.tables;

import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Split;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;

/** A run directory as stages fill it, with rows that nobody computed: two chunks of two groups. */
final class SampleRun {

  static final int GROUPS = 4;
  static final int SAMPLES = 3;

  private final RunDirectory run;

  /** What the run is made from: another seed makes other rewards, and so other manifests. */
  private long seed;

  private SampleRun(RunDirectory run, long seed) {
    this.run = run;
    this.seed = seed;
  }

  /** A run that has only begun. */
  static SampleRun begun(Path folder, long seed) {
    SampleRun sample = new SampleRun(RunDirectory.at(folder), seed);
    RunRecord.of(Map.of("seed", seed)).write(sample.run);
    return sample;
  }

  /** A run with everything that comes before its first iteration. */
  static SampleRun prepared(Path folder, long seed) {
    SampleRun sample = begun(folder, seed);
    for (Split split : Split.values()) {
      sample.publish(
          sample.run.partition(Datasets.PROMPTS, split.name()),
          groups(
              i ->
                  new Prompt(
                      "p" + i,
                      split,
                      "What is " + i + "?",
                      List.of(1, i),
                      null,
                      Map.of("of", "a"))));
    }
    sample.publish(
        sample.run.child("fine-tuned/clean").partition(Datasets.DEMONSTRATIONS),
        groups(i -> new Demonstration("d" + i, List.of(i), List.of(i, 2))));
    sample.publish(
        sample.run.child("published-rewards/judge").partition(Datasets.REWARDS, 1),
        groups(
            i ->
                new Rewards(
                    1,
                    "p" + i,
                    List.of(new CompletionReward(0, 0.5, Map.of(), null, null, null)))));
    return sample;
  }

  RunDirectory directory() {
    return run;
  }

  /** Everything of one iteration. */
  SampleRun iteration(int iteration) {
    publish(run.partition(Datasets.ROLLOUTS, iteration), groups(i -> rollout(iteration, i)));
    rewards(iteration);
    publish(run.partition(Datasets.ADVANTAGES, iteration), groups(i -> advantages(iteration, i)));
    publish(
        run.partition(Datasets.METRICS, iteration),
        groups(i -> new Metric(iteration, iteration, "metric" + i, Math.sqrt(i + iteration))));
    return this;
  }

  /** The rewards of an iteration, in place of those that are there. */
  SampleRun rewards(int iteration) {
    publish(run.partition(Datasets.REWARDS, iteration), groups(i -> rewards(iteration, i)));
    return this;
  }

  /** Stages from now on are those of a run with another seed. */
  SampleRun seed(long other) {
    seed = other;
    return this;
  }

  private static <T> List<T> groups(IntFunction<T> row) {
    return IntStream.range(0, GROUPS).mapToObj(row).toList();
  }

  private <T extends SpecificRecordBase> void publish(Partition<T> partition, List<T> rows) {
    publish(partition, rows, Fingerprint.of("sample-" + partition.type()).seed(seed));
  }

  private static <T extends SpecificRecordBase> void publish(
      Partition<T> partition, List<T> rows, Fingerprint fingerprint) {
    List<ChunkSummary> chunks = new ArrayList<>();
    for (int chunk = 0; chunk < 2; chunk++) {
      List<T> some = rows.subList(chunk * GROUPS / 2, (chunk + 1) * GROUPS / 2);
      chunks.add(partition.write(chunk, fingerprint, ChunkResult.of(some), true).orElseThrow());
    }
    partition.publish(partition.manifest(fingerprint, chunks, Map.of()));
  }

  private Rollout rollout(int iteration, int group) {
    List<Completion> completions =
        samples(
            i ->
                new Completion(
                    i,
                    List.of(group, i, iteration),
                    List.of(-0.25f, -0.5f * i, -1f),
                    "é " + group + "/" + i,
                    i == 0 ? FinishReason.length : FinishReason.stop,
                    null));
    String answer = group % 2 == 0 ? null : "" + group;
    Map<String, String> attributes = group == 0 ? Map.of() : Map.of("b", "2", "a", "1");
    return new Rollout(
        iteration,
        "p" + group,
        iteration - 1,
        "What is " + group + "?",
        answer,
        attributes,
        List.of(1, group),
        completions);
  }

  private Rewards rewards(int iteration, int group) {
    return new Rewards(
        iteration,
        "p" + group,
        samples(
            i ->
                new CompletionReward(
                    i, reward(iteration, group, i), Map.of("exact", 1.0 * i), null, null, null)));
  }

  private double reward(int iteration, int group, int sample) {
    return group == 3 && sample == 2 ? Double.NaN : seed + iteration + 0.1 * group + sample;
  }

  private Advantages advantages(int iteration, int group) {
    return new Advantages(
        iteration,
        "p" + group,
        samples(
            i -> new CompletionAdvantage(i, reward(iteration, group, i), 0.5, i - 1.0, null, null)),
        0.75,
        0.6,
        0.3,
        0.4,
        0.0,
        1.0,
        0.25,
        1.0,
        0.0,
        group == 1 ? "no-signal" : null);
  }

  private static <T> List<T> samples(IntFunction<T> sample) {
    return IntStream.range(0, SAMPLES).mapToObj(sample).toList();
  }

  /** All datasets with rows here, by the name of their table. */
  static Map<String, DatasetType<?>> tables() {
    return Map.of(
        "prompts", Datasets.PROMPTS,
        "rollouts", Datasets.ROLLOUTS,
        "rewards", Datasets.REWARDS,
        "advantages", Datasets.ADVANTAGES,
        "metrics", Datasets.METRICS);
  }
}
