package dev.vireo.jobs.study;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.Function;

/**
 * Completions of a policy that was trained on the proxy.
 *
 * @param step optimizer steps behind the policy
 * @param rollouts its completions, with their log-probabilities under it
 * @param rewards their rewards
 * @param logprobs their log-probabilities under the policy that training started from
 */
public record CheckpointSamples(
    long step,
    DatasetHandle<Rollout> rollouts,
    DatasetHandle<Rewards> rewards,
    DatasetHandle<Logprobs> logprobs)
    implements Serializable {

  /**
   * A prompt's means over its completions.
   *
   * @param tokens length
   * @param kl log-probability under the policy less that under the one training started from:
   *     unbiased for the divergence
   */
  record PromptMeans(String prompt, double tokens, double kl, double proxy, double gold)
      implements Serializable {

    boolean isComplete() {
      return !Double.isNaN(proxy) && !Double.isNaN(gold);
    }
  }

  /** Names all of it among the inputs of a stage. */
  Fingerprint in(Fingerprint fingerprint) {
    return fingerprint
        .input("rollouts-%06d".formatted(step), rollouts.contentHash())
        .input("rewards-%06d".formatted(step), rewards.contentHash())
        .input("logprobs-%06d".formatted(step), logprobs.contentHash());
  }

  /** The means of each prompt, by its id; NaN where a completion lacks a reward. */
  Map<String, PromptMeans> means(StageContext context, RewardNamed proxy, RewardNamed gold) {
    Function<Integer, List<PromptMeans>> read = chunk -> read(chunk, proxy, gold);
    List<List<PromptMeans>> parts =
        SparkDatasets.isSmall(rollouts, context.spark())
            ? rollouts.chunks().stream().map(chunk -> read(chunk, proxy, gold)).toList()
            : context
                .spark()
                .parallelize(rollouts.chunks(), rollouts.chunkCount())
                .map(read)
                .collect();
    Map<String, PromptMeans> means = new HashMap<>();
    parts.forEach(part -> part.forEach(each -> means.put(each.prompt(), each)));
    return means;
  }

  private List<PromptMeans> read(int chunk, RewardNamed proxy, RewardNamed gold) {
    List<Rollout> groups = rollouts.read(chunk, "prompt_id", "completions.logprobs");
    List<Rewards> scores = rewards.read(chunk, "completions.reward", "completions.values");
    List<Logprobs> references = logprobs.read(chunk, "completions.reference_logprobs");
    List<PromptMeans> means = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      List<Completion> completions = groups.get(i).getCompletions();
      double tokens = 0;
      double kl = 0;
      for (int sample = 0; sample < completions.size(); sample++) {
        List<Float> own = completions.get(sample).getLogprobs();
        CompletionLogprobs reference = references.get(i).getCompletions().get(sample);
        tokens += own.size();
        kl += sum(own) - sum(reference.getReferenceLogprobs());
      }
      means.add(
          new PromptMeans(
              groups.get(i).getPromptId(),
              tokens / completions.size(),
              kl / completions.size(),
              mean(proxy.of(scores.get(i))),
              mean(gold.of(scores.get(i)))));
    }
    return means;
  }

  private static double sum(List<Float> logprobs) {
    return logprobs.stream().mapToDouble(Float::doubleValue).sum();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
