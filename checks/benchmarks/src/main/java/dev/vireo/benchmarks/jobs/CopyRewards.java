package dev.vireo.benchmarks.jobs;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkFunction;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ComputeAdvantages without the adjustment: the same columns in, rows of the same shape out, with
 * the raw rewards for numbers.
 *
 * @param rewards the raw rewards
 */
record CopyRewards(DatasetHandle<Rewards> rewards) implements ChunkFunction<Integer, Advantages> {
  private static final int ITERATION = 1;

  /** Runs it as a stage that writes to {@code run}. */
  void run(StageContext context, RunDirectory run) {
    ChunkStage.<Integer, Advantages>of(
            run.partition(Datasets.ADVANTAGES, ITERATION), Fingerprint.of("copy-rewards"))
        .run(context.spark(), IntStream.range(0, rewards.chunkCount()).boxed().toList(), this);
  }

  @Override
  public ChunkResult<Advantages> compute(int index, Integer chunk) {
    List<Rewards> groups =
        rewards.read(chunk, "prompt_id", "completions.sample_index", "completions.reward");
    List<Advantages> rows = new ArrayList<>(groups.size());
    for (Rewards group : groups) {
      rows.add(copy(group));
    }
    return ChunkResult.of(rows);
  }

  private static Advantages copy(Rewards group) {
    List<CompletionReward> raw = group.getCompletions();
    List<CompletionAdvantage> completions = new ArrayList<>(raw.size());
    for (CompletionReward completion : raw) {
      double reward = completion.getReward();
      completions.add(
          new CompletionAdvantage(
              completion.getSampleIndex(), reward, 1.0 / raw.size(), reward, null, null));
    }
    double first = raw.get(0).getReward();
    double last = raw.get(raw.size() - 1).getReward();
    // In the place of mean, standard deviation, variances and range, which all differ by group;
    // the shares are of few values.
    return new Advantages(
        ITERATION,
        group.getPromptId(),
        completions,
        first,
        last,
        first,
        last,
        first,
        last,
        0.25,
        1.0,
        0.0,
        null);
  }
}
