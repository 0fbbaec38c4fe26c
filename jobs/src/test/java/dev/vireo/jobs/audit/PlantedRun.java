package dev.vireo.jobs.audit;

import dev.vireo.schemas.Completion;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Made-up groups of completions whose rewards are known: what a prompt is worth, noise, and what a
 * test plants. Harder prompts get longer completions, as in real runs, so that all completions
 * together show another effect of length than those of one prompt.
 */
final class PlantedRun {

  /** What a completion looks like. */
  record Looks(int tokens, int emoji, boolean bold) {

    String text() {
      return "word ".repeat(tokens / 40) + "\uD83D\uDE00".repeat(emoji) + (bold ? " **this**" : "");
    }
  }

  /** What a test plants. */
  interface Bias {
    double of(Looks looks);
  }

  private final SplittableRandom random;
  private final int prompts;
  private final int groupSize;

  PlantedRun(long seed, int prompts, int groupSize) {
    this.random = new SplittableRandom(seed);
    this.prompts = prompts;
    this.groupSize = groupSize;
  }

  /** A group of each prompt, as the audit reads them. */
  List<Group> groups(int iteration, Bias bias) {
    List<Group> groups = new ArrayList<>();
    for (int prompt = 0; prompt < prompts; prompt++) {
      double difficulty = new SplittableRandom(prompt).nextGaussian();
      List<Looks> looks = new ArrayList<>();
      double[] rewards = new double[groupSize];
      for (int sample = 0; sample < groupSize; sample++) {
        Looks look =
            new Looks(
                (int) Math.max(1, 300 + 80 * difficulty + 60 * random.nextGaussian()),
                random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0,
                random.nextInt(3) == 0);
        looks.add(look);
        rewards[sample] = bias.of(look) - difficulty + 0.5 * random.nextGaussian();
      }
      groups.add(new Group(iteration, "p" + prompt, looks, rewards));
    }
    return groups;
  }

  /** A prompt's completions with their rewards. */
  record Group(int iteration, String prompt, List<Looks> looks, double[] rewards) {

    GroupFeatures features() {
      return GroupFeatures.of(rollout(), rewards(List.of()), List.of());
    }

    Rollout rollout() {
      List<Completion> completions = new ArrayList<>();
      for (Looks look : looks) {
        completions.add(
            new Completion(
                completions.size(),
                Collections.nCopies(look.tokens(), 7),
                Collections.nCopies(look.tokens(), -1f),
                look.text(),
                FinishReason.stop,
                null));
      }
      return new Rollout(iteration, prompt, 0, "?", null, Map.of(), List.of(1), completions);
    }

    /** With reward functions that all give the total. */
    Rewards rewards(List<String> names) {
      List<CompletionReward> completions = new ArrayList<>();
      for (int sample = 0; sample < rewards.length; sample++) {
        TreeMap<String, Double> values = new TreeMap<>();
        for (String name : names) {
          values.put(name, rewards[sample]);
        }
        completions.add(new CompletionReward(sample, rewards[sample], values, null, null, null));
      }
      return new Rewards(iteration, prompt, completions);
    }
  }

  /** Publishes an iteration in chunks of a few groups. */
  static void publish(RunDirectory run, int iteration, List<Group> groups, List<String> names) {
    publish(
        run.partition(Datasets.ROLLOUTS, iteration), groups.stream().map(Group::rollout).toList());
    publish(
        run.partition(Datasets.REWARDS, iteration),
        groups.stream().map(group -> group.rewards(names)).toList());
  }

  private static <T extends SpecificRecordBase> void publish(Partition<T> partition, List<T> rows) {
    Fingerprint fingerprint = Fingerprint.of("by-hand");
    List<ChunkSummary> chunks = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += 16) {
      ChunkResult<T> chunk = ChunkResult.of(rows.subList(from, Math.min(rows.size(), from + 16)));
      chunks.add(partition.write(chunks.size(), fingerprint, chunk, true).orElseThrow());
    }
    partition.publish(partition.manifest(fingerprint, chunks, Map.of()));
  }
}
