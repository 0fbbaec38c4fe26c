package dev.vireo.jobs.update;

import dev.vireo.algorithms.objective.Normalizer;
import dev.vireo.algorithms.objective.Objective;
import dev.vireo.algorithms.objective.ObjectiveMetrics;
import dev.vireo.algorithms.objective.ObjectiveValue;
import dev.vireo.algorithms.objective.TokenBatch;
import dev.vireo.jobs.gradient.ShardGradient;
import dev.vireo.jobs.gradient.ShardTask;
import dev.vireo.models.policy.Policy;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.GradientAccumulator;
import dev.vireo.models.training.LossValue;
import dev.vireo.models.training.MicroBatchResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The gradient of one shard's groups.
 *
 * @param groups the shard's groups, in order
 * @param data where their rollouts and advantages lie
 * @param normalizer the whole step's denominators
 * @param settings of the update
 * @param temperature of the rollouts
 * @param onPolicy whether old log-probabilities are the policy's own
 */
record PolicyGradientShard(
    List<GroupEntry> groups,
    IterationData data,
    Normalizer normalizer,
    UpdateSettings settings,
    double temperature,
    boolean onPolicy)
    implements ShardTask {

  @Override
  public ShardGradient run(Policy policy) {
    if (groups.isEmpty()) {
      return ShardGradient.empty();
    }
    List<TrainingRow> rows = TrainingRow.read(groups, data);
    GradientAccumulator gradients =
        new GradientAccumulator(policy).measureEntropy(true).recompute(settings.recompute());
    gradients.zero();
    Objective objective = new Objective(settings.objective());
    ObjectiveMetrics[] metrics = {ObjectiveMetrics.NONE};
    double loss = 0;
    double entropy = 0;
    int size = settings.microBatchCompletions();
    for (int from = 0; from < rows.size(); from += size) {
      List<TrainingRow> microBatch = rows.subList(from, Math.min(from + size, rows.size()));
      List<TokenSequence> sequences = microBatch.stream().map(TrainingRow::tokens).toList();
      MicroBatchResult result =
          gradients.accumulate(
              sequences,
              temperature,
              logprobs -> {
                ObjectiveValue value = objective.evaluate(batch(microBatch, logprobs), normalizer);
                metrics[0] = metrics[0].add(value.metrics());
                return new LossValue(value.loss(), value.gradient());
              });
      loss += result.loss();
      entropy += result.meanEntropy() * result.tokens();
    }
    return new ShardGradient(gradients.gradients(), sums(metrics[0], loss, entropy));
  }

  private TokenBatch batch(List<TrainingRow> rows, double[][] logprobs) {
    return new TokenBatch(
        logprobs,
        onPolicy ? null : rows.stream().map(TrainingRow::oldLogprobs).toArray(double[][]::new),
        data.logprobs() == null
            ? null
            : rows.stream().map(TrainingRow::referenceLogprobs).toArray(double[][]::new),
        null,
        rows.stream().map(TrainingRow::advantages).toArray(double[][]::new));
  }

  private static Map<String, Double> sums(ObjectiveMetrics metrics, double loss, double entropy) {
    Map<String, Double> sums = new TreeMap<>();
    sums.put(StepMetrics.LOSS, loss);
    sums.put(StepMetrics.ENTROPY_SUM, entropy);
    sums.put(StepMetrics.TOKENS, (double) metrics.tokens());
    sums.put(StepMetrics.KL_SUM, metrics.klSum());
    sums.put(StepMetrics.ZERO_ADVANTAGE_KL_SUM, metrics.klSumOfZeroAdvantage());
    sums.put(StepMetrics.RATIOS, metrics.ratios());
    sums.put(StepMetrics.CLIPPED_LOW, metrics.clippedLow());
    sums.put(StepMetrics.CLIPPED_HIGH, metrics.clippedHigh());
    return sums;
  }
}
