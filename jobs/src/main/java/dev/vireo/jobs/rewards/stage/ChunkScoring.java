package dev.vireo.jobs.rewards.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.columns.ColumnScorer;
import dev.vireo.jobs.rewards.columns.CompletionRows;
import dev.vireo.jobs.rewards.published.DatasetRewards;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.parquet.ChunkResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * How a chunk is scored; it travels with tasks.
 *
 * @param scorer the rewards
 * @param iteration iteration, from 1
 * @param ends finds steps among tokens; null if no reward judges steps, as no Optional travels
 */
record ChunkScoring(RewardScorer scorer, int iteration, StepEnds ends) implements Serializable {

  /** The rewards of a chunk's rollouts. */
  ChunkResult<Rewards> of(List<Rollout> rollouts, DatasetRewards.Values published) {
    List<RewardInput> inputs = inputs(rollouts);
    Iterator<RewardInput> next = inputs.iterator();
    ChunkLog log = new ChunkLog(inputs.size());
    Iterator<BatchValues> batchValues = scorer.batchValues(inputs, log).iterator();
    int place = 0;
    RolloutScores scores = begun();
    for (Rollout rollout : rollouts) {
      scores.begin(rollout.getPromptId());
      for (Completion completion : rollout.getCompletions()) {
        int sample = completion.getSampleIndex();
        double[] values = published.of(rollout.getPromptId(), sample);
        RewardInput input = next.next();
        scores.add(
            input,
            sample,
            scorer.score(input, sample, new double[0], batchValues.next(), values, log, place),
            log.numbers(place),
            log.texts(place));
        place++;
      }
    }
    return scores.result(log.totals());
  }

  static List<RewardInput> inputs(List<Rollout> rollouts) {
    List<RewardInput> inputs = new ArrayList<>();
    for (Rollout rollout : rollouts) {
      for (Completion completion : rollout.getCompletions()) {
        inputs.add(RolloutScores.input(rollout, completion));
      }
    }
    return inputs;
  }

  /**
   * A chunk's rewards from its rows, of which those of a group come one after the other.
   *
   * @param rollouts the same completions with their tokens; empty if no function asks for them
   */
  ChunkResult<Rewards> of(
      Iterator<Row> rows, List<Rollout> rollouts, DatasetRewards.Values published) {
    RolloutScores scores = begun();
    String promptId = null;
    try {
      List<Row> chunk = new ArrayList<>();
      rows.forEachRemaining(chunk::add);
      List<RewardInput> inputs =
          rollouts.isEmpty()
              ? chunk.stream().map(CompletionRows::input).toList()
              : inputs(rollouts);
      ChunkLog log = new ChunkLog(inputs.size());
      List<BatchValues> batchValues = scorer.batchValues(inputs, log);
      for (int i = 0; i < inputs.size(); i++) {
        Row row = chunk.get(i);
        RewardInput input = inputs.get(i);
        if (!input.promptId().equals(promptId)) {
          promptId = input.promptId();
          scores.begin(promptId);
        }
        int sample = CompletionRows.sampleIndex(row);
        double[] values = published.of(promptId, sample);
        scores.add(
            input,
            sample,
            scorer.score(
                input, sample, CompletionRows.values(row), batchValues.get(i), values, log, i),
            log.numbers(i),
            log.texts(i));
      }
      return scores.result(log.totals());
    } catch (InputException | StorageException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InputException(
          "%s on %s failed: %s"
              .formatted(
                  ColumnScorer.describe(scorer.columnRewards()),
                  RolloutRows.takePlace(),
                  SparkErrors.firstLine(e)),
          e);
    }
  }

  private RolloutScores begun() {
    return new RolloutScores(iteration, scorer.names(), Optional.ofNullable(ends));
  }
}
