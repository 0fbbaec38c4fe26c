package dev.vireo.benchmarks.jobs;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkFunction;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A rewards dataset of random numbers, hardly any of them twice.
 *
 * @param groups groups in all
 * @param groupSize completions per group
 * @param chunks chunk files
 */
record RandomRewards(int groups, int groupSize, int chunks)
    implements ChunkFunction<Integer, Rewards> {
  private static final int ITERATION = 1;

  /** Writes the dataset. */
  DatasetHandle<Rewards> write(StageContext context) {
    return ChunkStage.<Integer, Rewards>of(
            context.run().partition(Datasets.REWARDS, ITERATION), Fingerprint.of("random-rewards"))
        .run(context.spark(), IntStream.range(0, chunks).boxed().toList(), this);
  }

  @Override
  public ChunkResult<Rewards> compute(int index, Integer chunk) {
    SplittableRandom random = new SplittableRandom(chunk);
    int first = (int) ((long) groups * chunk / chunks);
    int end = (int) ((long) groups * (chunk + 1) / chunks);
    List<Rewards> rows = new ArrayList<>(end - first);
    for (int group = first; group < end; group++) {
      List<CompletionReward> completions = new ArrayList<>(groupSize);
      for (int sample = 0; sample < groupSize; sample++) {
        double reward = random.nextDouble();
        completions.add(
            new CompletionReward(sample, reward, Map.of("random", reward), null, null, null));
      }
      rows.add(new Rewards(ITERATION, "prompt-" + group, completions));
    }
    return ChunkResult.of(rows);
  }
}
