package dev.vireo.benchmarks.reports;

import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
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
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One iteration of a run that never was: random texts, tokens, rewards and log-probabilities.
 *
 * @param run where it is
 * @param groups how many prompts
 * @param groupSize completions of each
 * @param chunkGroups prompts in a file
 * @param tokens of a completion at most; half as many on average
 */
record MadeUpRun(RunDirectory run, int groups, int groupSize, int chunkGroups, int tokens) {

  private static final String[] WORDS = {
    "first",
    "then",
    "we",
    "add",
    "the",
    "apples",
    "of",
    "both",
    "days",
    "and",
    "divide",
    "by",
    "seven",
    "which",
    "leaves",
    "twelve",
    "so",
    "answer",
    "is",
    "therefore"
  };

  private static final Fingerprint FINGERPRINT = Fingerprint.of("made-up");

  static MadeUpRun write(Path folder, int groups, int groupSize, int chunkGroups, int tokens) {
    MadeUpRun made = new MadeUpRun(RunDirectory.at(folder), groups, groupSize, chunkGroups, tokens);
    RunRecord.of(Map.of("pipeline", "grpo", "iterations", 1)).write(made.run);
    made.publish(made.run.partition(Datasets.ROLLOUTS, 1), made::rollout);
    made.publish(made.run.partition(Datasets.LOGPROBS, 1), made::logprobs);
    made.publish(made.run.partition(Datasets.REWARDS, 1), made::rewards);
    made.publish(made.run.partition(Datasets.ADVANTAGES, 1), made::advantages);
    return made;
  }

  private <T extends SpecificRecordBase> void publish(Partition<T> partition, IntFunction<T> row) {
    List<ChunkSummary> summaries = new ArrayList<>();
    for (int from = 0; from < groups; from += chunkGroups) {
      List<T> rows = new ArrayList<>();
      for (int group = from; group < Math.min(groups, from + chunkGroups); group++) {
        rows.add(row.apply(group));
      }
      partition
          .write(summaries.size(), FINGERPRINT, ChunkResult.of(rows), true)
          .ifPresent(summaries::add);
    }
    partition.publish(partition.manifest(FINGERPRINT, summaries, Map.of()));
  }

  /** The same for the same completion whenever it is asked for. */
  private static SplittableRandom random(int group, int sample) {
    return new SplittableRandom(31L * group + sample);
  }

  private Rollout rollout(int group) {
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < groupSize; sample++) {
      SplittableRandom random = random(group, sample);
      int length = random.nextInt(1, tokens + 1);
      List<Integer> ids = new ArrayList<>(length);
      StringBuilder text = new StringBuilder();
      for (int t = 0; t < length; t++) {
        int id = random.nextInt(WORDS.length);
        ids.add(1000 * id);
        text.append(WORDS[id]).append(' ');
      }
      completions.add(
          new Completion(
              sample,
              ids,
              floats(random, length),
              text.toString(),
              length == tokens ? FinishReason.length : FinishReason.stop,
              null));
    }
    return new Rollout(
        1,
        "question-" + group,
        0,
        "Question " + group + ": how many apples are left after the second day?",
        Integer.toString(group % 97),
        Map.of(),
        List.of(1, 2, 3),
        completions);
  }

  private static List<Float> floats(SplittableRandom random, int length) {
    List<Float> values = new ArrayList<>(length);
    for (int t = 0; t < length; t++) {
      values.add((float) Math.log(random.nextDouble(0.01, 1)));
    }
    return values;
  }

  private Logprobs logprobs(int group) {
    List<CompletionLogprobs> completions = new ArrayList<>();
    for (int sample = 0; sample < groupSize; sample++) {
      int length = random(group, sample).nextInt(1, tokens + 1);
      completions.add(
          new CompletionLogprobs(sample, null, floats(random(group, sample + groupSize), length)));
    }
    return new Logprobs(1, "question-" + group, completions);
  }

  private double reward(int group, int sample) {
    return random(group, sample + 2 * groupSize).nextInt(1000) / 999.0;
  }

  private Rewards rewards(int group) {
    List<CompletionReward> completions = new ArrayList<>();
    for (int sample = 0; sample < groupSize; sample++) {
      double reward = reward(group, sample);
      completions.add(
          new CompletionReward(
              sample, reward, new TreeMap<>(Map.of("graded", reward)), null, null, null));
    }
    return new Rewards(1, "question-" + group, completions);
  }

  private Advantages advantages(int group) {
    List<CompletionAdvantage> completions = new ArrayList<>();
    for (int sample = 0; sample < groupSize; sample++) {
      double reward = reward(group, sample);
      completions.add(
          new CompletionAdvantage(
              sample,
              reward > 0.5 ? 1.0 : 0.0,
              1.0 / groupSize,
              (reward - 0.5) / 0.29,
              null,
              null));
    }
    return new Advantages(
        1, "question-" + group, completions, 0.5, 0.29, 0.08, 0.25, 0.0, 1.0, 0.5, 1.0, 0.0, null);
  }
}
