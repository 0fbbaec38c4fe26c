package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.stage.BatchValues;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.jobs.rollouts.ChunkSampler;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.RowRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Evaluates chunks where a reward works on columns, which is its own Spark job and cannot run
 * inside a task: a wave of chunks is sampled in tasks, where models are asked too, and scored on
 * the driver, which holds one wave at a time.
 */
final class ColumnEvaluation {
  /** As many prompts as keep the tasks of a cluster at work, and no driver short of memory. */
  private static final int WAVE_PROMPTS = 4096;

  private final StageContext context;
  private final HeldOutPrompts prompts;
  private final List<RowRange> chunks;
  private final ChunkSampler sampler;
  private final RewardScorer scorer;
  private final int step;
  private int waveFrom;
  private List<ChunkResult<Evaluation>> wave = List.of();

  ColumnEvaluation(
      StageContext context,
      HeldOutPrompts prompts,
      List<RowRange> chunks,
      ChunkSampler sampler,
      RewardScorer scorer,
      int step) {
    this.context = context;
    this.prompts = prompts;
    this.chunks = chunks;
    this.sampler = sampler;
    this.scorer = scorer;
    this.step = step;
  }

  /**
   * A chunk's prompts and completions, and what rewards that take many at once say of these.
   *
   * @param groups for each prompt its completions
   * @param batchValues for each completion, groups one after the other
   */
  private record Sampled(
      ArrayList<Prompt> prompts, List<List<Completion>> groups, List<BatchValues> batchValues)
      implements Serializable {

    static Sampled of(List<Prompt> prompts, ChunkSampler sampler, RewardScorer scorer) {
      List<List<Completion>> groups = sampler.sample(prompts);
      List<RewardInput> inputs =
          EvaluatePolicy.inputs(prompts, groups).stream().flatMap(List::stream).toList();
      return new Sampled(new ArrayList<>(prompts), groups, scorer.batchValues(inputs));
    }
  }

  /** One chunk, and with it the wave that it begins unless it is in the last one. */
  ChunkResult<Evaluation> of(int chunk) {
    if (chunk < waveFrom || chunk >= waveFrom + wave.size()) {
      wave = List.of();
      waveFrom = chunk;
      int perWave = Math.max(1, WAVE_PROMPTS / chunks.get(chunk).size());
      wave = evaluate(chunks.subList(chunk, Math.min(chunks.size(), chunk + perWave)));
    }
    return wave.get(chunk - waveFrom);
  }

  /** The totals of all chunks, in order. */
  List<SortedMap<String, Double>> totals() {
    List<SortedMap<String, Double>> totals = new ArrayList<>();
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      totals.add(of(chunk).totals());
    }
    return totals;
  }

  private List<ChunkResult<Evaluation>> evaluate(List<RowRange> ranges) {
    HeldOutPrompts heldOut = prompts;
    ChunkSampler sampling = sampler;
    RewardScorer models = scorer;
    List<Sampled> sampled =
        context
            .spark()
            .parallelize(new ArrayList<>(ranges), ranges.size())
            .map(range -> Sampled.of(heldOut.read(range), sampling, models))
            .collect();
    List<List<RewardInput>> inputs = new ArrayList<>();
    List<BatchValues> batchValues = new ArrayList<>();
    for (Sampled chunk : sampled) {
      inputs.addAll(EvaluatePolicy.inputs(chunk.prompts(), chunk.groups()));
      batchValues.addAll(chunk.batchValues());
    }
    List<List<ScoredCompletion>> scores =
        scorer.scoreGroups(context.session(), inputs, batchValues);
    List<ChunkResult<Evaluation>> results = new ArrayList<>();
    int group = 0;
    for (Sampled chunk : sampled) {
      List<List<ScoredCompletion>> part = scores.subList(group, group + chunk.prompts().size());
      results.add(EvaluatePolicy.evaluated(chunk.prompts(), chunk.groups(), part, step));
      group += chunk.prompts().size();
    }
    return results;
  }
}
