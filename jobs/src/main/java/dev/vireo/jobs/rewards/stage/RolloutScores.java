package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.StepReward;
import dev.vireo.store.parquet.ChunkResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rows and totals of one chunk of rewards, as it is being made. */
final class RolloutScores {
  /** What scoring reads of a rollout: neither log-probabilities nor the prompt's tokens. */
  static final String[] COLUMNS = {
    "iteration",
    "prompt_id",
    "prompt",
    "answer",
    "attributes",
    "completions.sample_index",
    "completions.token_ids",
    "completions.text",
    "completions.finish_reason",
    "completions.turns"
  };

  private final int iteration;
  private final Optional<StepEnds> ends;
  private final List<Rewards> rows = new ArrayList<>();
  private final RewardTotals totals;
  private List<CompletionReward> group;

  /**
   * @param ends finds steps among tokens; empty if no reward judges steps
   */
  RolloutScores(int iteration, List<String> names, Optional<StepEnds> ends) {
    this.iteration = iteration;
    this.ends = ends;
    this.totals = new RewardTotals(names);
  }

  static RewardInput input(Rollout rollout, Completion completion) {
    return RewardInput.of(
        rollout.getPromptId(),
        rollout.getPrompt(),
        rollout.getAnswer(),
        rollout.getAttributes() == null ? Map.of() : rollout.getAttributes(),
        completion);
  }

  /** Begins the next group. */
  void begin(String promptId) {
    group = new ArrayList<>();
    rows.add(new Rewards(iteration, promptId, group));
  }

  /**
   * Adds a completion to the group that was begun last.
   *
   * @param numbers further values that functions gave; null for none
   * @param texts likewise
   */
  void add(
      RewardInput input,
      int sampleIndex,
      ScoredCompletion scored,
      Map<String, Double> numbers,
      Map<String, String> texts) {
    List<StepReward> steps =
        ends.map(each -> each.of(scored.steps(), input.completion(), input.completionIds()))
            .orElse(null);
    group.add(
        new CompletionReward(sampleIndex, scored.reward(), scored.values(), steps, numbers, texts));
    totals.add(scored.reward(), scored.values());
  }

  /**
   * The chunk.
   *
   * @param more further totals
   */
  ChunkResult<Rewards> result(Map<String, Double> more) {
    Map<String, Double> all = new TreeMap<>(totals.sums());
    all.putAll(more);
    return ChunkResult.of(rows, all);
  }
}
